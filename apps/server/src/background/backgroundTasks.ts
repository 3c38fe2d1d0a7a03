import type { Clock } from "../time/clock.ts";

/** Work that nobody waits for, until the end. */
export interface BackgroundTasks {
  /** `complaint` is for the log when it fails. Resolves even then, when it is over. */
  run(complaint: string, task: () => Promise<void>): Promise<void>;
  /** Resolves when nothing runs any more, or after a second: what then still waits for somebody's answer is given up. */
  end(): Promise<void>;
}

const patienceMs = 1_000;

export function createBackgroundTasks({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: { warn(data: object, message: string): void };
}): BackgroundTasks {
  const running = new Set<Promise<void>>();
  let ended = false;

  async function attempt(complaint: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      // What was given up fails for want of a database.
      if (!ended) log.warn({ err: error }, complaint);
    }
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    run(complaint, task) {
      const work = attempt(complaint, task).finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    async end() {
      let cancel = () => {};
      const patience = new Promise<void>((resolve) => {
        cancel = clock.after(patienceMs, resolve);
      });
      await Promise.race([settled(), patience]);
      cancel();
      ended = true;
    },
  };
}
