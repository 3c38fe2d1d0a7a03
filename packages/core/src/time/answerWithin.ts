import type { Clock } from "../ports/clock.ts";
import type { Scope } from "../reactive/scope.ts";

/**
 * The request's outcome, or a rejection with `late()` when there is none after `ms` milliseconds or when the scope
 * ends. The request itself goes on: what it does may still happen.
 */
export function answerWithin<T>(
  scope: Scope,
  clock: Clock,
  ms: number,
  request: Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const wait = scope.child();
    wait.onEnd(() => reject(late()));
    wait.onEnd(clock.after(ms, () => wait.end()));
    request.then(resolve, reject).finally(() => wait.end());
  });
}
