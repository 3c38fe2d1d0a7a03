import type { CallRecord, Participation, RingRecord } from "@confab/protocol";

export type RingOutcome = RingRecord["people"][number]["outcome"];

export interface RungPerson {
  readonly userId: string;
  readonly declinedAt: number | null;
}

/**
 * What became of a ring for one person. Whoever was in the call at any time before it was over has answered, from
 * whatever device; that counts more than having declined on another.
 */
export function ringOutcome(
  person: RungPerson,
  ring: Pick<RingRecord, "sentAt" | "endsAt">,
  call: {
    readonly participations: readonly Participation[];
    readonly endedAt: number | null;
  },
  now: number,
): RingOutcome {
  const answered = call.participations.some(
    ({ userId, joinedAt, leftAt }) =>
      userId === person.userId &&
      joinedAt <= ring.endsAt &&
      (leftAt === null || leftAt >= ring.sentAt),
  );
  if (answered) return "answered";
  if (person.declinedAt !== null && person.declinedAt <= ring.endsAt) return "declined";
  return call.endedAt === null && now <= ring.endsAt ? "ringing" : "missed";
}

/** A call is missed when somebody was rung, and it is over without anybody but one person having been there. */
export function callStatus(
  call: Pick<CallRecord, "endedAt" | "rings"> & { readonly people: number },
): CallRecord["status"] {
  if (call.endedAt === null) return "ongoing";
  return call.rings.length > 0 && call.people <= 1 ? "missed" : "ended";
}
