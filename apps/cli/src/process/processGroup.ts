import { setTimeout as sleep } from "node:timers/promises";
import { processIdentity } from "./processIdentity.ts";

/** A process that leads its own group, and how to recognise it later. */
export interface ProcessRef {
  readonly pid: number;
  /** From `processIdentity`. */
  readonly identity: string;
}

export function isRunning(ref: ProcessRef): boolean {
  return processIdentity(ref.pid) === ref.identity;
}

/** Signals the group that `pid` leads; nothing happens when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

export interface EndOptions {
  /** How long it may take over SIGTERM before SIGKILL. */
  readonly graceMs: number;
  /** Sends SIGTERM once more after this time, for programs that take the first one as "when convenient". */
  readonly insistAfterMs?: number | undefined;
}

const pollMs = 20;

/** Ends a process and its group, and resolves when it is gone. One with another identity is left alone. */
export async function endProcess(ref: ProcessRef, options: EndOptions): Promise<void> {
  if (!isRunning(ref)) return;
  signalGroup(ref.pid, "SIGTERM");
  // A stopped process would see the signal only after it is continued.
  signalGroup(ref.pid, "SIGCONT");
  const { graceMs, insistAfterMs } = options;
  if (insistAfterMs !== undefined && !(await isGoneWithin(ref, insistAfterMs))) {
    signalGroup(ref.pid, "SIGTERM");
  }
  if (!(await isGoneWithin(ref, graceMs - (insistAfterMs ?? 0)))) {
    signalGroup(ref.pid, "SIGKILL");
    await isGoneWithin(ref, graceMs);
  }
}

async function isGoneWithin(ref: ProcessRef, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (isRunning(ref)) {
    if (performance.now() >= deadline) return false;
    await sleep(pollMs);
  }
  return true;
}
