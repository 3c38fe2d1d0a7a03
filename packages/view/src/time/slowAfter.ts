import { type Clock, type ReadonlySignal, type Scope, signal } from "@confab/core";

/** Becomes true after `ms` milliseconds: a wait that has taken so long owes the person a word and a way out. */
export function slowAfter(scope: Scope, clock: Clock, ms: number): ReadonlySignal<boolean> {
  const slow$ = signal(false);
  scope.onEnd(
    clock.after(ms, () => {
      slow$.value = true;
    }),
  );
  return slow$;
}
