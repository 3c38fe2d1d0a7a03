import type { SfuGrant } from "@confab/core";
import * as v from "valibot";
import type { ContractStack } from "./contractStack.ts";

const participant = v.object({
  tracks: v.array(v.object({ sid: v.string(), source: v.string() })),
});

/** A room of the real SFU that the test has for itself. Runs in the browser, as the adapter does. */
export interface SfuRoom {
  /** A grant for this room, or another one, signed with the SFU's secret, or another one. */
  grant(
    identity: string,
    options?: { readonly room?: string; readonly secret?: string },
  ): Promise<SfuGrant>;
  remove(identity: string): Promise<void>;
  /** Mutes a participant's microphone. */
  silence(identity: string): Promise<void>;
  close(): Promise<void>;
}

export async function openSfuRoom(stack: ContractStack): Promise<SfuRoom> {
  const name = `contract-${crypto.randomUUID()}`;
  await administer(stack, "CreateRoom", { name, empty_timeout: 30 }, { roomCreate: true });
  const admin = { roomAdmin: true, room: name };
  return {
    async grant(identity, { room = name, secret = stack.apiSecret } = {}) {
      const video = { roomJoin: true, room, canPublish: true, canSubscribe: true };
      return {
        url: `${stack.origin.replace(/^http/, "ws")}/livekit/sfu`,
        jwt: await signToken(stack.apiKey, secret, { sub: identity, video }),
      };
    },
    async remove(identity) {
      await administer(stack, "RemoveParticipant", { room: name, identity }, admin);
    },
    async silence(identity) {
      const answer = await administer(stack, "GetParticipant", { room: name, identity }, admin);
      const track = v
        .parse(participant, answer)
        .tracks.find(({ source }) => source === "MICROPHONE");
      const muting = { room: name, identity, track_sid: track?.sid, muted: true };
      await administer(stack, "MutePublishedTrack", muting, admin);
    },
    async close() {
      await administer(stack, "DeleteRoom", { room: name }, { roomCreate: true });
    },
  };
}

/** LiveKit's RoomService, in Twirp's JSON form. Resolves with its answer. */
async function administer(
  stack: ContractStack,
  method: string,
  body: object,
  video: object,
): Promise<unknown> {
  const response = await fetch(`${stack.sfuUrl}/twirp/livekit.RoomService/${method}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${await signToken(stack.apiKey, stack.apiSecret, { video })}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} answered ${response.status}`);
  return response.json();
}

/** A LiveKit access token: a JWT (RFC 7519) with HS256. */
async function signToken(apiKey: string, secret: string, claims: object): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const encoder = new TextEncoder();
  const part = (value: object) => base64Url(encoder.encode(JSON.stringify(value)));
  const payload = { iss: apiKey, nbf: now, exp: now + 600, ...claims };
  const content = `${part({ alg: "HS256", typ: "JWT" })}.${part(payload)}`;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(content));
  return `${content}.${base64Url(new Uint8Array(signature))}`;
}

function base64Url(bytes: Uint8Array): string {
  const binary = String.fromCodePoint(...bytes);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
