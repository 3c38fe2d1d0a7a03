import type { ConnectedJob, SendingJob, WaitingJob } from "../delegation/leaveJob.ts";
import { type LeaveContext, newLeaveJob } from "../delegation/leaveMachine.ts";

const start = 1_700_000_000_000;
const delayTimeoutMs = 100_000;

export function inSeconds(seconds: number): number {
  return start + seconds * 1_000;
}

/** So many seconds after the start, without jitter; connected devices are looked for at second 1000. */
export function atSecond(seconds: number): LeaveContext {
  return { now: inSeconds(seconds), random: 0.5, nextCheck: inSeconds(1_000) };
}

/** One leave in each state, with a delay of 100 seconds that counts from the start. */
export const waiting: WaitingJob = newLeaveJob(delayTimeoutMs, atSecond(0));

export const connected: ConnectedJob = {
  phase: "connected",
  delayTimeoutMs,
  countedFrom: start,
  restartAt: inSeconds(80),
  failures: 0,
  lookAt: inSeconds(30),
  looks: 0,
  silentSince: undefined,
  missing: undefined,
};

export const sending: SendingJob = {
  phase: "sending",
  delayTimeoutMs,
  countedFrom: start,
  sendAt: inSeconds(10),
  failures: 0,
  sendUntil: inSeconds(100),
};
