import * as v from "valibot";

/** Milliseconds since the Unix epoch. */
const time = v.pipe(v.number(), v.integer());
const kind = v.picklist(["voice", "video"]);

const participation = v.object({
  /** Null for somebody who got no token from this server. */
  userId: v.nullable(v.string()),
  deviceId: v.nullable(v.string()),
  joinedAt: time,
  /** Null while it lasts. */
  leftAt: v.nullable(time),
  /**
   * How the connection ended, null while it lasts. `not-observed`: it was found to be over afterwards, and `leftAt` is
   * when it was last seen.
   */
  leaveReason: v.nullable(
    v.picklist([
      "left",
      "lost",
      "removed",
      "room-ended",
      "replaced",
      "sfu-stopped",
      "unknown",
      "not-observed",
    ]),
  ),
});

const rungPerson = v.object({
  userId: v.string(),
  /** `answered`: was in the call before the ring was over. `ringing`: it is not over yet. */
  outcome: v.picklist(["answered", "declined", "missed", "ringing"]),
});

const ring = v.object({
  ringId: v.string(),
  sender: v.string(),
  sentAt: time,
  /** When it stopped ringing at the latest. */
  endsAt: time,
  /** What the sender wanted; null when they did not say. */
  intent: v.nullable(kind),
  people: v.array(rungPerson),
});

const callRecord = v.object({
  callId: v.string(),
  roomId: v.string(),
  slotId: v.string(),
  /** `video` as soon as anybody showed a camera or a screen. */
  kind,
  /** `missed`: somebody was rung, and nobody joined but one person. */
  status: v.picklist(["ongoing", "ended", "missed"]),
  /** When the first one joined. */
  startedAt: time,
  /** When the last one left; null while it goes on. */
  endedAt: v.nullable(time),
  /** How the last connection ended; null while it goes on. */
  endReason: v.nullable(
    v.picklist(["everyone-left", "ended-for-all", "sfu-stopped", "not-observed"]),
  ),
  /** One for each connection, in the order of joining: who came back has several. */
  participations: v.array(participation),
  rings: v.array(ring),
});

const callPage = v.object({
  /** The newest first. */
  calls: v.array(callRecord),
  /** Send it as `cursor` to get the calls after these. Missing on the last page. */
  nextCursor: v.optional(v.string()),
  /** True when calls are left out because a homeserver did not say whether the caller is in their room. */
  incomplete: v.optional(v.literal(true)),
});

/** What is kept of a call. Times are milliseconds since the Unix epoch. */
export type CallRecord = v.InferOutput<typeof callRecord>;
export type Participation = v.InferOutput<typeof participation>;
export type RingRecord = v.InferOutput<typeof ring>;
export type CallKind = v.InferOutput<typeof kind>;
/** Answer of `GET …/calls`. */
export type CallPage = v.InferOutput<typeof callPage>;

/** Returns undefined for an answer that is not a page of call records. */
export function parseCallPage(input: unknown): CallPage | undefined {
  const result = v.safeParse(callPage, input);
  return result.success ? result.output : undefined;
}
