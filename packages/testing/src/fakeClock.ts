import type { Clock } from "@confab/core";

/** Time that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on and runs what is due, in order; what that starts gets its turn before the next timer. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that waits for no timer. */
  settle(): Promise<void>;
  /** Timers that wait. A scope that ended must leave none. */
  readonly pendingTimers: number;
}

interface Timer {
  readonly dueAt: number;
  readonly task: () => void;
}

/** Longer than any chain of promises in the code under test. */
const microtaskTurns = 100;

export function createFakeClock(startAt = Date.UTC(2026, 0, 1)): FakeClock {
  const timers = new Set<Timer>();
  let now = startAt;

  const settle = async () => {
    for (let turn = 0; turn < microtaskTurns; turn += 1) await Promise.resolve();
  };
  const nextDue = (until: number) => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueAt <= until && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  };

  return {
    now: () => now,
    after(ms, task) {
      const timer = { dueAt: now + Math.max(0, ms), task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = timer.dueAt;
        timer.task();
        await settle();
      }
      now = until;
    },
    settle,
    get pendingTimers() {
      return timers.size;
    },
  };
}
