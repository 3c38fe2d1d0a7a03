import type { BackgroundTasks } from "./backgroundTasks.ts";
import type { Clock } from "../time/clock.ts";

export interface RepeatedWorkOptions {
  /** Milliseconds between the end of the work and its next beginning. */
  readonly everyMs: number;
  /** Finishes soon when `signal` says that it is to end. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** For the log when it fails. */
  readonly complaint: string;
}

export interface RepeatedWork {
  start(): void;
  /** Begins nothing any more. What runs is one of `tasks`, whose end can be waited for. */
  stop(): void;
}

/** Does something at start and then again and again. A failure is no reason not to try again. */
export function createRepeatedWork(
  { clock, tasks }: { readonly clock: Clock; readonly tasks: BackgroundTasks },
  { everyMs, work, complaint }: RepeatedWorkOptions,
): RepeatedWork {
  const stopping = new AbortController();
  const { signal } = stopping;
  let cancel = () => {};

  function start(): void {
    void tasks
      .run(complaint, () => work(signal))
      .finally(() => {
        if (!signal.aborted) cancel = clock.after(everyMs, start);
      });
  }

  return {
    start,
    stop() {
      stopping.abort();
      cancel();
    },
  };
}
