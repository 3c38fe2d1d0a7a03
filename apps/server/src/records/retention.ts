import type { BackgroundTasks } from "../background/backgroundTasks.ts";
import type { Clock } from "../time/clock.ts";
import { createRepeatedWork, type RepeatedWork } from "../background/repeatedWork.ts";
import type { RecordEraser } from "./recordEraser.ts";

export interface RetentionDeps {
  readonly eraser: RecordEraser;
  /** 0: records are kept for ever. */
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly log: { info(data: object, message: string): void };
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Deletes what is too old to be kept, at start and then every hour. */
export function createRetention(deps: RetentionDeps): RepeatedWork {
  const { eraser, retentionDays, clock, log, tasks } = deps;

  async function sweep(signal: AbortSignal): Promise<void> {
    const now = clock.now();
    if (retentionDays > 0) {
      const count = await eraseAllBefore(now - retentionDays * dayMs, signal);
      if (count > 0) log.info({ count }, "call records deleted whose time is over");
    }
    await eraser.eraseLeftovers(now);
  }

  async function eraseAllBefore(time: number, signal: AbortSignal): Promise<number> {
    let count = 0;
    while (!signal.aborted) {
      const erased = await eraser.eraseEndedBefore(time);
      if (erased === 0) break;
      count += erased;
    }
    return count;
  }

  return createRepeatedWork(
    { clock, tasks },
    { everyMs: hourMs, work: sweep, complaint: "old call records could not be deleted" },
  );
}
