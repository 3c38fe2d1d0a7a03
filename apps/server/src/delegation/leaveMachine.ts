import type { SfuLeaveReason } from "../sfu/sfuEvents.ts";
import { backoffMs } from "./backoff.ts";
import type {
  ConnectedJob,
  LeaveEnd,
  LeaveEnded,
  LeaveJob,
  Missing,
  SendingJob,
  WaitingJob,
} from "./leaveJob.ts";
import { shortestSendMs } from "./leavePlan.ts";

/** What a delegated leave hears: from the SFU by itself, as the answer to a look, and from the homeserver. */
export type LeaveInput =
  | { readonly kind: "joined" }
  | { readonly kind: "left"; readonly reason: SfuLeaveReason }
  | { readonly kind: "room-finished" }
  | { readonly kind: "found" | "absent" | "silent" }
  /** `askedAt`: before the request, as the homeserver may have counted from then. */
  | { readonly kind: "restarted"; readonly askedAt: number }
  | { readonly kind: "sent" | "gone" }
  /** Of a restart or of sending. `retryAfterMs`: when the homeserver said how long to wait. */
  | { readonly kind: "failed"; readonly retryAfterMs?: number };

export interface LeaveContext {
  readonly now: number;
  /** From 0 to 1. */
  readonly random: number;
  /** When connected devices of this room are looked for next; undefined when they are not. */
  readonly nextCheck: number | undefined;
}

const hourMs = 3_600_000;
/** The homeserver must hear of us well before its time is over. */
const restartAfter = 0.8;
/** Protects homeservers from delays that make no sense. */
const shortestRestartMs = 1_000;
/** A device that connects anew leaves first (livekit-client says goodbye for it), and is back within a second or so. */
const settleMs = 2_000;
/** When the SFU itself went away, its clients need time to find it again: livekit-client tries every 7 seconds. */
const returnMs = 15_000;

/** A leave that was just handed over. */
export function newLeaveJob(delayTimeoutMs: number, { now, random }: LeaveContext): WaitingJob {
  return {
    phase: "waiting",
    delayTimeoutMs,
    countedFrom: now,
    lookAt: now + backoffMs(0, random),
    looks: 0,
    missing: undefined,
  };
}

/**
 * The state after `input` (facts of MSC4195's reference service; SPEC SJ). The same object when it changes nothing.
 * What does not belong to the state, such as a late answer, is ignored.
 */
export function advanceLeave(
  job: LeaveJob,
  input: LeaveInput,
  context: LeaveContext,
): LeaveJob | LeaveEnded {
  switch (job.phase) {
    case "waiting":
      return advanceWaiting(job, input, context);
    case "connected":
      return advanceConnected(job, input, context);
    case "sending":
      return advanceSending(job, input, context);
  }
}

function advanceWaiting(
  job: WaitingJob,
  input: LeaveInput,
  context: LeaveContext,
): LeaveJob | LeaveEnded {
  const { now, random } = context;
  switch (input.kind) {
    case "joined":
      // What it left before may come late: the look that is due then decides.
      return connect(job, context, job.missing === undefined ? undefined : job.lookAt);
    case "found":
      return connect({ ...job, missing: undefined }, context, undefined);
    case "left":
      return { ...job, ...lookAfter(job, input.reason, now) };
    case "absent": {
      if (job.missing === "lost") return end("aborted");
      const giveUpAt = job.countedFrom + Math.min(hourMs, job.delayTimeoutMs);
      if (job.missing === "left" || now >= giveUpAt) return send(job, now);
      const lookAt = Math.min(now + backoffMs(job.looks + 1, random), giveUpAt);
      return { ...job, looks: job.looks + 1, lookAt };
    }
    case "silent":
      return { ...job, looks: job.looks + 1, lookAt: now + backoffMs(job.looks, random) };
    default:
      return job;
  }
}

function advanceConnected(
  job: ConnectedJob,
  input: LeaveInput,
  context: LeaveContext,
): LeaveJob | LeaveEnded {
  const { now, random, nextCheck } = context;
  switch (input.kind) {
    case "left":
      return { ...job, ...lookAfter(job, input.reason, now) };
    case "room-finished":
      return { ...job, ...lookAfter(job, "room-ended", now) };
    case "found":
      return { ...job, looks: 0, silentSince: undefined, missing: undefined, lookAt: nextCheck };
    case "absent":
      if (job.missing !== undefined && job.silentSince === undefined) return send(job, now);
      // Nobody said that it left, or the SFU was away: it may be on its way back.
      return {
        ...job,
        looks: 0,
        silentSince: undefined,
        missing: job.missing ?? "lost",
        lookAt: now + returnMs,
      };
    case "silent":
      return {
        ...job,
        looks: job.looks + 1,
        silentSince: job.silentSince ?? now,
        lookAt: now + backoffMs(job.looks, random),
      };
    case "restarted": {
      const pauseMs = Math.max(job.delayTimeoutMs * restartAfter, shortestRestartMs);
      const restartAt = Math.floor(input.askedAt + pauseMs);
      return { ...job, countedFrom: input.askedAt, restartAt, failures: 0 };
    }
    case "gone":
      return end("gone");
    case "failed":
      return { ...job, failures: job.failures + 1, restartAt: retryAt(job, input, context) };
    default:
      return job;
  }
}

function advanceSending(
  job: SendingJob,
  input: LeaveInput,
  context: LeaveContext,
): LeaveJob | LeaveEnded {
  switch (input.kind) {
    case "sent":
      return end("sent");
    case "gone":
      return end("gone");
    case "failed":
      return { ...job, failures: job.failures + 1, sendAt: retryAt(job, input, context) };
    default:
      return job;
  }
}

function connect(
  { delayTimeoutMs, countedFrom, missing }: WaitingJob,
  { now, nextCheck }: LeaveContext,
  lookAt: number | undefined,
): ConnectedJob {
  return {
    phase: "connected",
    delayTimeoutMs,
    countedFrom,
    restartAt: now,
    failures: 0,
    lookAt: lookAt ?? nextCheck,
    looks: 0,
    silentSince: undefined,
    missing,
  };
}

function send({ delayTimeoutMs, countedFrom }: LeaveJob, now: number): SendingJob {
  const leftMs = countedFrom + delayTimeoutMs - now;
  return {
    phase: "sending",
    delayTimeoutMs,
    countedFrom,
    sendAt: now,
    failures: 0,
    sendUntil: now + Math.min(Math.max(leftMs, shortestSendMs), hourMs),
  };
}

/** That a connection ended does not say that the device is gone: it may have another already, or soon. */
function lookAfter(
  job: WaitingJob | ConnectedJob,
  reason: SfuLeaveReason,
  now: number,
): { readonly missing: Missing; readonly lookAt: number } {
  const lookAt = now + graceMs(reason);
  return {
    missing: reason === "left" || reason === "removed" || reason === "room-ended" ? "left" : "lost",
    // The next regular look would be too early, one after another such event is not.
    lookAt: job.missing === undefined ? lookAt : Math.min(job.lookAt ?? lookAt, lookAt),
  };
}

function graceMs(reason: SfuLeaveReason): number {
  switch (reason) {
    // We did it ourselves, and let nobody in again.
    case "removed":
    case "room-ended":
      return 0;
    case "left":
    case "lost":
    case "replaced":
    case "unknown":
      return settleMs;
    case "sfu-stopped":
      return returnMs;
  }
}

function retryAt(
  { failures }: ConnectedJob | SendingJob,
  { retryAfterMs }: { readonly retryAfterMs?: number },
  { now, random }: LeaveContext,
): number {
  return now + (retryAfterMs ?? backoffMs(failures, random));
}

function end(ended: LeaveEnd): LeaveEnded {
  return { ended };
}
