import { createHash, timingSafeEqual } from "node:crypto";
import { parseJson, parseSfuWebhook, type SfuWebhook } from "@confab/protocol";
import { jwtVerify } from "jose";
import type { SfuEvent, SfuLeaveReason } from "./sfuEvents.ts";
import type { SfuTrackSource } from "./sfuRooms.ts";

export interface WebhookKey {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface WebhookDelivery {
  /** The header as it came: a JWT without `Bearer`. */
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

export type ReadWebhook =
  /** `event`: undefined for what we have no use for. */
  | { readonly outcome: "read"; readonly id: string; readonly event: SfuEvent | undefined }
  | { readonly outcome: "forged" | "stale" | "malformed" };

/** By how much the SFU's clock and ours may differ. Seconds, as LiveKit allows. */
const leewaySeconds = 60;
/** LiveKit repeats an event for as long as it is told to (`webhook.resource_url_notifier.max_age`). */
const oldestMs = 3_600_000;

/**
 * Checks and reads a webhook (LiveKit's `webhook` package: HS256 over a claim with the SHA-256 of the body). `now` in
 * milliseconds since the Unix epoch.
 */
export async function readWebhook(
  { authorization, body }: WebhookDelivery,
  key: WebhookKey,
  now: number,
): Promise<ReadWebhook> {
  if (authorization === undefined || !(await isAuthentic(authorization, body, key, now))) {
    return { outcome: "forged" };
  }
  const webhook = parseSfuWebhook(parseJson(body.toString("utf8")));
  if (webhook === undefined) return { outcome: "malformed" };
  const age = now - webhook.createdAt * 1000;
  if (age > oldestMs || age < -leewaySeconds * 1000) return { outcome: "stale" };
  return { outcome: "read", id: webhook.id, event: toSfuEvent(webhook, now) };
}

async function isAuthentic(
  jwt: string,
  body: Buffer,
  { apiKey, apiSecret }: WebhookKey,
  now: number,
): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(jwt, new TextEncoder().encode(apiSecret), {
      algorithms: ["HS256"],
      issuer: apiKey,
      requiredClaims: ["exp", "sha256"],
      clockTolerance: leewaySeconds,
      currentDate: new Date(now),
    });
    const claimed = Buffer.from(String(payload["sha256"]), "base64");
    const actual = createHash("sha256").update(body).digest();
    return claimed.length === actual.length && timingSafeEqual(claimed, actual);
  } catch {
    return false;
  }
}

function toSfuEvent(webhook: SfuWebhook, now: number): SfuEvent | undefined {
  const { room, participant, track } = webhook;
  if (room === undefined || room.name === "" || room.sid === "") return undefined;
  const at = happenedAt(webhook, now);
  const inRoom = { room: room.name, roomSid: room.sid, at };
  if (webhook.event === "room_started") {
    return { ...inRoom, kind: "room-started", at: room.creationTimeMs || at };
  }
  if (webhook.event === "room_finished") return { ...inRoom, kind: "room-finished" };
  if (participant === undefined || participant.identity === "" || participant.sid === "") {
    return undefined;
  }
  const of = { ...inRoom, identity: participant.identity, participantSid: participant.sid };
  switch (webhook.event) {
    case "participant_joined":
      return { ...of, kind: "participant-joined", at: participant.joinedAtMs || at };
    case "participant_left":
    case "participant_connection_aborted": {
      const reason = toReason(participant.disconnectReason);
      // What was aborted never came about.
      const began = webhook.event === "participant_left" && participant.joinedAtMs > 0;
      const joinedAt = began ? { joinedAt: participant.joinedAtMs } : {};
      return { ...of, kind: "participant-left", reason, ...joinedAt };
    }
    case "track_published":
      return { ...of, kind: "track-published", source: toSource(track?.source) };
    case "track_unpublished":
      return { ...of, kind: "track-unpublished", source: toSource(track?.source) };
    default:
      return undefined;
  }
}

/**
 * LiveKit says only the second. It sends at once, so that our own clock knows the rest of it: otherwise somebody who
 * came and left in one second would seem to have left before they came.
 */
function happenedAt({ createdAt }: SfuWebhook, now: number): number {
  return Math.min(Math.max(now, createdAt * 1000), createdAt * 1000 + 999);
}

const reasons: Readonly<Record<string, SfuLeaveReason>> = {
  CLIENT_INITIATED: "left",
  DUPLICATE_IDENTITY: "replaced",
  // The connection goes on at another node of the SFU.
  MIGRATION: "replaced",
  SERVER_SHUTDOWN: "sfu-stopped",
  PARTICIPANT_REMOVED: "removed",
  ROOM_DELETED: "room-ended",
  ROOM_CLOSED: "room-ended",
  STATE_MISMATCH: "lost",
  JOIN_FAILURE: "lost",
  SIGNAL_CLOSE: "lost",
  CONNECTION_TIMEOUT: "lost",
  MEDIA_FAILURE: "lost",
};

function toReason(disconnectReason: string): SfuLeaveReason {
  return Object.hasOwn(reasons, disconnectReason)
    ? (reasons[disconnectReason] ?? "unknown")
    : "unknown";
}

const sources: Readonly<Record<string, SfuTrackSource>> = {
  MICROPHONE: "microphone",
  CAMERA: "camera",
  SCREEN_SHARE: "screen",
  SCREEN_SHARE_AUDIO: "screen-audio",
};

function toSource(source: string | undefined): SfuTrackSource {
  return source !== undefined && Object.hasOwn(sources, source)
    ? (sources[source] ?? "other")
    : "other";
}
