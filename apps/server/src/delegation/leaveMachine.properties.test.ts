import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SfuLeaveReason } from "../sfu/sfuEvents.ts";
import type { LeaveEnded, LeaveJob } from "./leaveJob.ts";
import { advanceLeave, type LeaveInput, newLeaveJob } from "./leaveMachine.ts";
import { dueAt, expiresAt, type LeavePlan, planLeave } from "./leavePlan.ts";

const start = 1_700_000_000_000;
const second = 1_000;
const hour = 3_600 * second;

const reason = fc.constantFrom<SfuLeaveReason>(
  "left",
  "lost",
  "removed",
  "room-ended",
  "replaced",
  "sfu-stopped",
  "unknown",
);
const told: fc.Arbitrary<LeaveInput> = fc.oneof(
  fc.constant<LeaveInput>({ kind: "joined" }),
  fc.constant<LeaveInput>({ kind: "room-finished" }),
  reason.map((value): LeaveInput => ({ kind: "left", reason: value })),
);
const sight = fc.constantFrom<LeaveInput>(
  { kind: "found" },
  { kind: "absent" },
  { kind: "silent" },
);
const refusal: fc.Arbitrary<LeaveInput> = fc.oneof(
  fc.constant<LeaveInput>({ kind: "gone" }),
  fc.constant<LeaveInput>({ kind: "failed" }),
  fc
    .integer({ min: 1, max: hour })
    .map((retryAfterMs): LeaveInput => ({ kind: "failed", retryAfterMs })),
);

/** Some time passes. Then the SFU tells something, or else what is due is done, with some result. */
const turn = fc.record({
  pauseMs: fc.integer({ min: 0, max: 120 * second }),
  told: fc.option(told, { nil: undefined, freq: 3 }),
  sight,
  /** Undefined: it works. */
  refusal: fc.option(refusal, { nil: undefined }),
  random: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

interface Step {
  readonly now: number;
  /** What was done; undefined when the SFU told something. */
  readonly plan: LeavePlan | undefined;
  readonly input: LeaveInput;
  readonly before: LeaveJob;
  readonly after: LeaveJob | LeaveEnded;
}

function play(delayTimeoutMs: number, turns: readonly Turn[]): readonly Step[] {
  const steps: Step[] = [];
  let now = start;
  let job: LeaveJob = newLeaveJob(delayTimeoutMs, { now, random: 0, nextCheck: undefined });
  for (const { pauseMs, random, ...world } of turns) {
    now = world.told === undefined ? Math.max(now, dueAt(job)) : now + pauseMs;
    const plan = world.told === undefined ? planLeave(job, now) : undefined;
    if (plan === "drop") break;
    const input = world.told ?? resultOf(plan, now, world);
    const nextCheck = now + 30 * second;
    const after = advanceLeave(job, input, { now, random, nextCheck });
    steps.push({ now, plan, input, before: job, after });
    if ("ended" in after) break;
    job = after;
  }
  return steps;
}

function resultOf(
  plan: LeavePlan | undefined,
  now: number,
  world: Pick<Turn, "sight" | "refusal">,
): LeaveInput {
  if (plan === "look") return world.sight;
  if (world.refusal !== undefined) return world.refusal;
  return plan === "send" ? { kind: "sent" } : { kind: "restarted", askedAt: now };
}

const delay = fc.integer({ min: 1, max: 24 * hour });

function always(check: (steps: readonly Step[]) => void): void {
  fc.assert(
    fc.property(delay, fc.array(turn, { maxLength: 60 }), (delayTimeoutMs, turns) => {
      check(play(delayTimeoutMs, turns));
    }),
    { numRuns: 500 },
  );
}

function isSending(job: LeaveJob | LeaveEnded): boolean {
  return !("ended" in job) && job.phase === "sending";
}

describe("a delegated leave, whatever happens", () => {
  it("[SJ1] is sent once at most", () => {
    always((steps) => {
      const sent = steps.filter(({ input }) => input.kind === "sent");
      expect(sent.length).toBeLessThanOrEqual(1);
      expect(sent.every((step) => step === steps.at(-1))).toBe(true);
    });
  });

  it("[SJ6] is sent only after a look that did not find the device", () => {
    always((steps) => {
      const turned = steps.filter(({ before, after }) => !isSending(before) && isSending(after));
      expect(turned.every(({ plan, input }) => plan === "look" && input.kind === "absent")).toBe(
        true,
      );
      expect(turned.length).toBeLessThanOrEqual(1);
    });
  });

  it("[SJ6] is restarted only while the device is there, and never once it is to be sent", () => {
    always((steps) => {
      const restarts = steps.filter(({ plan }) => plan === "restart");
      expect(restarts.every(({ before }) => before.phase === "connected")).toBe(true);
      const first = steps.findIndex(({ after }) => isSending(after));
      const later = first === -1 ? [] : steps.slice(first + 1);
      expect(later.filter(({ plan }) => plan === "restart" || plan === "look")).toEqual([]);
    });
  });

  it("[SJ10] always has something due, in whole milliseconds and before its time is over", () => {
    always((steps) => {
      for (const { plan, after } of steps) {
        expect(plan).not.toBe("wait");
        const due = "ended" in after ? 0 : dueAt(after);
        expect(Number.isSafeInteger(due)).toBe(true);
        expect(due).toBeLessThanOrEqual("ended" in after ? 0 : expiresAt(after));
      }
    });
  });

  it("[SJ10] asks nobody again at once", () => {
    always((steps) => {
      const tries = steps.filter(({ input }) => input.kind === "failed" || input.kind === "silent");
      for (const { now, before, after } of tries) {
        const next = "ended" in after ? Infinity : nextTry(before, after);
        expect(next).toBeGreaterThan(now);
      }
    });
  });
});

/** When that is tried again which was due. */
function nextTry(before: LeaveJob, after: LeaveJob): number {
  if (after.phase === "sending") return after.sendAt;
  if (after.phase === "waiting") return after.lookAt;
  const wasRestart = before.phase === "connected" && before.restartAt !== after.restartAt;
  return wasRestart ? after.restartAt : (after.lookAt ?? Infinity);
}
