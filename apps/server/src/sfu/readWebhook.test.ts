import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { livekitWebhooks } from "../testing/livekitWebhooks.ts";
import { readWebhook } from "./readWebhook.ts";

const key = { apiKey: "key", apiSecret: "secret" };
const room = { name: "call", sid: "RM_1" };
const participant = { identity: "@ann:example.com:D", sid: "PA_1" };
const start = 1_700_000_000_000;

/** Signs an event as LiveKit does, and reads it. */
async function readSigned(event: object, now: number) {
  const body = Buffer.from(JSON.stringify(event));
  const authorization = await new SignJWT({
    sha256: createHash("sha256").update(body).digest("base64"),
  })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(key.apiKey)
    .setExpirationTime(Math.floor(now / 1000) + 300)
    .sign(new TextEncoder().encode(key.apiSecret));
  const result = await readWebhook({ authorization, body }, key, now);
  return result.outcome === "read" ? result.event : undefined;
}

const read = (event: object, now = start) =>
  readSigned({ id: "EV", createdAt: String(start / 1000), room, participant, ...event }, now);

describe("readWebhook", () => {
  const of = {
    room: "call",
    roomSid: "RM_1",
    identity: participant.identity,
    participantSid: "PA_1",
  };

  it.each([
    ["CLIENT_INITIATED", "left"],
    ["DUPLICATE_IDENTITY", "replaced"],
    ["MIGRATION", "replaced"],
    ["SERVER_SHUTDOWN", "sfu-stopped"],
    ["PARTICIPANT_REMOVED", "removed"],
    ["ROOM_DELETED", "room-ended"],
    ["ROOM_CLOSED", "room-ended"],
    ["STATE_MISMATCH", "lost"],
    ["JOIN_FAILURE", "lost"],
    ["SIGNAL_CLOSE", "lost"],
    ["CONNECTION_TIMEOUT", "lost"],
    ["MEDIA_FAILURE", "lost"],
    ["USER_REJECTED", "unknown"],
    ["toString", "unknown"],
    [undefined, "unknown"],
  ])("[SU7] reads %s as %s", async (disconnectReason, reason) => {
    for (const event of ["participant_left", "participant_connection_aborted"]) {
      expect(await read({ event, participant: { ...participant, disconnectReason } })).toEqual({
        ...of,
        kind: "participant-left",
        reason,
        at: start,
      });
    }
  });

  it("[SU7] says since when somebody was there who left, and of nobody who never got in", async () => {
    const gone = { ...participant, joinedAtMs: String(start - 5_000) };
    const left = await read({ event: "participant_left", participant: gone });
    expect(left).toMatchObject({ kind: "participant-left", joinedAt: start - 5_000 });
    const aborted = await read({ event: "participant_connection_aborted", participant: gone });
    expect(aborted).not.toHaveProperty("joinedAt");
  });

  it.each([
    ["MICROPHONE", "microphone"],
    ["CAMERA", "camera"],
    ["SCREEN_SHARE", "screen"],
    ["SCREEN_SHARE_AUDIO", "screen-audio"],
    ["constructor", "other"],
    [undefined, "other"],
  ])("[SU7] reads a track of %s as %s", async (name, source) => {
    const track = { sid: "TR", source: name };
    expect(await read({ event: "track_published", track })).toEqual({
      ...of,
      kind: "track-published",
      source,
      at: start,
    });
    expect(await read({ event: "track_unpublished", track })).toMatchObject({
      kind: "track-unpublished",
      source,
    });
  });

  it("[SU8] takes the SFU's milliseconds where it tells them, and else our own within its second", async () => {
    const joined = { event: "participant_joined" };
    const joinedAtMs = String(start - 250);
    expect(await read({ ...joined, participant: { ...participant, joinedAtMs } })).toEqual({
      ...of,
      kind: "participant-joined",
      at: start - 250,
    });
    expect(
      await read({ event: "room_started", room: { ...room, creationTimeMs: String(start - 9) } }),
    ).toMatchObject({ at: start - 9 });
    for (const [now, at] of [
      [start - 5_000, start],
      [start + 400, start + 400],
      [start + 60_000, start + 999],
    ]) {
      expect(await read({ event: "room_finished" }, now)).toMatchObject({ at });
    }
  });

  it("[SU2] drops whatever anybody sends without throwing", async () => {
    const property = fc.asyncProperty(
      fc.option(fc.string(), { nil: undefined }),
      fc.uint8Array(),
      async (authorization, bytes) => {
        const body = Buffer.from(bytes);
        expect(await readWebhook({ authorization, body }, key, start)).toEqual({
          outcome: "forged",
        });
      },
    );
    await expect(fc.assert(property)).resolves.toBeUndefined();
  });

  it("[SU7] reads what LiveKit really sends", async () => {
    const inRoom = { room: "call", roomSid: "RM_VSCvHAFaYuic" };
    const first = { ...inRoom, identity: "@a:hs:D", participantSid: "PA_eSCDkjXR36TW" };
    const second = { ...inRoom, identity: "@a:hs:D", participantSid: "PA_j9xfMue5p2Xm" };
    const aborted = { ...inRoom, identity: "@b:hs:D", participantSid: "PA_6EZEEYyHVssm" };
    const expected: Readonly<Record<keyof typeof livekitWebhooks, object>> = {
      roomStarted: { ...inRoom, kind: "room-started", at: 1795276555256 },
      joined: { ...first, kind: "participant-joined", at: 1795276557145 },
      microphonePublished: {
        ...first,
        kind: "track-published",
        source: "microphone",
        at: 1795276558500,
      },
      cameraUnpublished: {
        ...first,
        kind: "track-unpublished",
        source: "camera",
        at: 1795276561500,
      },
      left: {
        ...first,
        kind: "participant-left",
        reason: "left",
        joinedAt: 1795276557145,
        at: 1795276561500,
      },
      removed: {
        ...second,
        kind: "participant-left",
        reason: "removed",
        joinedAt: 1795276563079,
        at: 1795276564500,
      },
      aborted: { ...aborted, kind: "participant-left", reason: "lost", at: 1795276571500 },
      roomFinished: { ...inRoom, kind: "room-finished", at: 1795276578500 },
    };
    const events = Object.entries(livekitWebhooks).map(
      async ([name, webhook]) =>
        [name, await readSigned(webhook, Number(webhook.createdAt) * 1000 + 500)] as const,
    );
    expect(Object.fromEntries(await Promise.all(events))).toEqual(expected);
  });
});
