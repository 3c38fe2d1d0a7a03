import type { LeaveJob } from "./leaveJob.ts";

/** What is to be done for a delegated leave. `drop`: nothing can be done any more. */
export type LeavePlan = "look" | "restart" | "send" | "drop" | "wait";

/** However late it is, sending is tried for so long. Milliseconds. */
export const shortestSendMs = 1_000;
/** An SFU that is silent for so long has been taken down: the homeserver is to send the leave when its time is over. */
const longestSilenceMs = 3_600_000;

/** What is to be done now. Keeping the leave alive goes before looking: looking may take long. */
export function planLeave(job: LeaveJob, now: number): LeavePlan {
  if (now >= expiresAt(job)) return "drop";
  switch (job.phase) {
    case "waiting":
      return now >= job.lookAt ? "look" : "wait";
    case "connected":
      if (job.silentSince !== undefined && now >= job.silentSince + longestSilenceMs) return "drop";
      if (now >= job.restartAt) return "restart";
      return job.lookAt !== undefined && now >= job.lookAt ? "look" : "wait";
    case "sending":
      return now >= job.sendAt ? "send" : "wait";
  }
}

/** When there is something to do next. */
export function dueAt(job: LeaveJob): number {
  switch (job.phase) {
    case "waiting":
      return Math.min(job.lookAt, expiresAt(job));
    case "connected":
      return Math.min(job.restartAt, job.lookAt ?? Infinity, expiresAt(job));
    case "sending":
      return Math.min(job.sendAt, job.sendUntil);
  }
}

/** From then on nothing can be done for the leave: the homeserver has sent it. */
export function expiresAt(job: LeaveJob): number {
  switch (job.phase) {
    case "waiting":
      return job.countedFrom + job.delayTimeoutMs + shortestSendMs;
    case "connected":
      return job.countedFrom + job.delayTimeoutMs;
    case "sending":
      return job.sendUntil;
  }
}
