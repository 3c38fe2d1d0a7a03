import type { SfuLeaveReason } from "../sfu/sfuEvents.ts";

export type RecordedLeaveReason =
  | SfuLeaveReason
  /** Found out afterwards: the time is when the connection was last seen. */
  | "not-observed";

/** From what we know that a connection ended: a better proof replaces a worse one. */
export const leaveProof = { none: 0, absence: 1, roomFinished: 2, reported: 3 } as const;
export type LeaveProof = (typeof leaveProof)[keyof typeof leaveProof];

interface Leave {
  readonly at: number;
  readonly reason: RecordedLeaveReason;
  readonly proof: LeaveProof;
}

/**
 * What is known of one connection to the SFU. Events come in any order, twice, late or never, and several replicas
 * look at the SFU by themselves; so everything that is known is merged. Times in milliseconds since the Unix epoch.
 */
export interface Connection {
  /** Null as long as there is no sign that it ever came about. */
  readonly joinedAt: number | null;
  /** When the last sign of life was. */
  readonly seenAt: number;
  readonly leave: Leave | undefined;
}

/** The order of the two does not matter, and merging the same once more changes nothing. */
export function mergeConnections(a: Connection, b: Connection): Connection {
  const seenAt = Math.max(a.seenAt, b.seenAt);
  const leave = betterLeave(a.leave, b.leave);
  // Who is seen later was not gone: a look at the SFU has overlooked them.
  const isRefuted = leave?.proof === leaveProof.absence && leave.at < seenAt;
  return {
    joinedAt: earlier(a.joinedAt, b.joinedAt),
    seenAt,
    leave: isRefuted ? undefined : leave,
  };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

function betterLeave(a: Leave | undefined, b: Leave | undefined): Leave | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.proof !== b.proof) return a.proof > b.proof ? a : b;
  if (a.at === b.at) return a.reason < b.reason ? a : b;
  const [first, last] = a.at < b.at ? [a, b] : [b, a];
  return a.proof === leaveProof.absence ? last : first;
}
