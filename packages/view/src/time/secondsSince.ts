import { type Clock, type ReadonlySignal, type Scope, signal } from "@confab/core";

/** Whole seconds that have passed since `sinceMs` (milliseconds since the Unix epoch), kept current until `scope` ends. */
export function secondsSince(scope: Scope, clock: Clock, sinceMs: number): ReadonlySignal<number> {
  const passedMs = () => Math.max(0, clock.now() - sinceMs);
  const seconds$ = signal(Math.floor(passedMs() / 1000));
  let cancel = () => {};
  const schedule = () => {
    cancel = clock.after(1000 - (passedMs() % 1000), () => {
      seconds$.value = Math.floor(passedMs() / 1000);
      schedule();
    });
  };
  schedule();
  scope.onEnd(() => cancel());
  return seconds$;
}
