import type { Clock } from "../time/clock.ts";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Runs every task that becomes due, in order, and lets their promises settle. */
  advance(ms: number): Promise<void>;
}

export function createManualClock(start = 1_700_000_000_000): ManualClock {
  const tasks = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = start;
  return {
    now: () => now,
    after(ms, run) {
      const task = { at: now + ms, run };
      tasks.add(task);
      return () => {
        tasks.delete(task);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...tasks].filter((task) => task.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        tasks.delete(next);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Long enough for answers over loopback that are on their way already. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
