import { type Clock, createScope, effect } from "@confab/core";

/** How a suite deals with time: fakes jump, real adapters wait. */
export interface ContractTime {
  readonly clock: Clock;
  /** How long a single expectation may take, milliseconds on `clock`. */
  readonly timeoutMs: number;
  /** Lets `ms` go by on a fake clock. On a real one time goes by itself: resolve at once. */
  pass(ms: number): Promise<void>;
}

/**
 * Resolves with what `read` returns as soon as that is neither undefined nor false. `read` is run again when a signal
 * that it has read changes. Rejects after the timeout, naming `what` was waited for.
 */
export function until<T>(
  time: Pick<ContractTime, "clock" | "timeoutMs">,
  what: string,
  read: () => T | undefined | false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const scope = createScope();
    const giveUp = () => {
      scope.end();
      reject(new Error(`Waited ${time.timeoutMs} ms in vain until ${what}`));
    };
    scope.onEnd(time.clock.after(time.timeoutMs, giveUp));
    scope.onEnd(
      effect(() => {
        if (scope.ended) return;
        const value = read();
        if (value === undefined || value === false) return;
        scope.end();
        resolve(value);
      }),
    );
  });
}
