import type { Clock } from "../ports/clock.ts";
import type { Scope } from "../reactive/scope.ts";

/** Resolves after `ms` milliseconds, or at once when the scope ends: look at `scope.ended` then. */
export function pause(scope: Scope, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wait = scope.child();
    wait.onEnd(resolve);
    wait.onEnd(clock.after(ms, () => wait.end()));
  });
}
