import * as v from "valibot";
import {
  formatLivekitTransport,
  type LivekitTransport,
  parseLivekitTransport,
} from "./livekitTransport.ts";

/** The state event that says "this device is in the call" (MSC3401, as MatrixRTC clients use it today). */
export const membershipEventType = "org.matrix.msc3401.call.member";

/** The content of a leave. */
export const leaveContent: object = Object.freeze({});

/** How long a membership of ours counts without being renewed, milliseconds. What other clients write, too. */
export const membershipLifetimeMs = 4 * 3_600_000;

/** One device's membership, read from the room's state. */
export interface CallMembership {
  readonly userId: string;
  readonly deviceId: string;
  /** Milliseconds since the Unix epoch, by the clock of the member's homeserver. */
  readonly joinedAt: number;
  /** Milliseconds since the Unix epoch, by the same clock. */
  readonly expiresAt: number;
  /** Where the device publishes, preferred first. Empty when it names no transport that we know. */
  readonly transports: readonly LivekitTransport[];
  /** `oldest_membership`: a client that publishes where the oldest membership does, whatever it prefers itself. */
  readonly selection: "multi_sfu" | "oldest_membership";
}

/** The part of a state event that makes a membership. `content` is untrusted. */
export interface MembershipEvent {
  readonly stateKey: string;
  readonly sender: string;
  readonly originServerTs: number;
  readonly content: unknown;
}

/** Room versions in which a state key that starts with a user id belongs to that user alone (MSC3757, MSC3779). */
const ownedStateVersions = /^org\.matrix\.msc(3757|3779)\./;

/**
 * Key of a device's membership. The underscore in front keeps the homeserver from taking the key for a user id, which
 * only that exact user could write.
 */
export function membershipStateKey(device: {
  userId: string;
  deviceId: string;
  roomVersion: string;
}): string {
  const key = `${device.userId}_${device.deviceId}_m.call`;
  return ownedStateVersions.test(device.roomVersion) ? key : `_${key}`;
}

/**
 * Content of a membership that counts for `membershipLifetimeMs` from now on. A first event says by its own time when
 * the device joined; a later one repeats that in `update`, and has to count its expiry from there. It says that the device
 * publishes where the oldest membership does: `transports` has to begin with that, so that the call stays there when
 * the oldest one leaves.
 */
export function formatMembership(membership: {
  userId: string;
  deviceId: string;
  transports: readonly LivekitTransport[];
  /** Milliseconds since the Unix epoch. */
  update?: { readonly joinedAt: number; readonly now: number };
}): object {
  const { userId, deviceId, transports, update } = membership;
  const age = update === undefined ? 0 : Math.max(0, update.now - update.joinedAt);
  return {
    application: "m.call",
    call_id: "",
    scope: "m.room",
    device_id: deviceId,
    membershipID: `${userId}:${deviceId}`,
    expires: age + membershipLifetimeMs,
    "m.call.intent": "video",
    ...(update === undefined ? {} : { created_ts: update.joinedAt }),
    focus_active: { type: "livekit", focus_selection: "oldest_membership" },
    foci_preferred: transports.map(formatLivekitTransport),
  };
}

/** Small enough for the sum of two to stay exact. */
const timestamp = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 52));

const membershipContent = v.object({
  application: v.literal("m.call"),
  call_id: v.literal(""),
  scope: v.optional(v.literal("m.room"), "m.room"),
  device_id: v.pipe(v.string(), v.minLength(1)),
  expires: v.optional(timestamp, membershipLifetimeMs),
  created_ts: v.optional(timestamp),
  focus_active: v.optional(v.object({ focus_selection: v.optional(v.string()) })),
  foci_preferred: v.optional(v.array(v.unknown()), []),
});

/**
 * Reads a membership. Undefined for a leave, for another application or call, for the array form of early clients, and
 * for a state key that is not the sender's own device's. Does not look at the time: see `expiresAt`.
 */
export function parseMembership(event: MembershipEvent): CallMembership | undefined {
  const result = v.safeParse(membershipContent, event.content);
  if (!result.success) return undefined;
  const content = result.output;
  if (!isOwnKey(event.stateKey, event.sender, content.device_id)) return undefined;
  const joinedAt = content.created_ts ?? event.originServerTs;
  return {
    userId: event.sender,
    deviceId: content.device_id,
    joinedAt,
    expiresAt: joinedAt + content.expires,
    transports: content.foci_preferred
      .map(parseLivekitTransport)
      .filter((transport) => transport !== undefined),
    selection:
      content.focus_active?.focus_selection === "multi_sfu" ? "multi_sfu" : "oldest_membership",
  };
}

/** Any member may write any key that starts with an underscore: only the sender tells whose membership it is. */
function isOwnKey(stateKey: string, sender: string, deviceId: string): boolean {
  const key = stateKey.startsWith("_") ? stateKey.slice(1) : stateKey;
  return key === `${sender}_${deviceId}_m.call`;
}
