import { effect, type ReadonlySignal, type Scope, signal, untracked } from "@confab/core";

/**
 * Builds something for each value of `key$` in a scope of its own, and ends that scope when the next value comes.
 * Equal values (by `Object.is`) build nothing new.
 */
export function switchScope<Key, Made>(
  scope: Scope,
  key$: ReadonlySignal<Key>,
  build: (scope: Scope, key: Key) => Made,
): ReadonlySignal<Made> {
  let current = scope.child();
  const made$ = signal(build(current, key$.peek()));
  let builtFor = key$.peek();
  scope.onEnd(
    effect(() => {
      const key = key$.value;
      if (Object.is(key, builtFor)) return;
      builtFor = key;
      untracked(() => {
        const previous = current;
        current = scope.child();
        made$.value = build(current, key);
        previous.end();
      });
    }),
  );
  return made$;
}
