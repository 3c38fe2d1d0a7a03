import type { Scope } from "./scope.ts";
import { effect, type ReadonlySignal } from "./signal.ts";

/** Resolves as soon as the signal is true, or when the scope ends: look at `scope.ended` then. */
export function whenever(scope: Scope, condition$: ReadonlySignal<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const wait = scope.child();
    wait.onEnd(resolve);
    wait.onEnd(
      effect(() => {
        if (condition$.value) wait.end();
      }),
    );
  });
}
