import { computed, type ReadonlySignal } from "@confab/core";

/** For lists: the same objects in the same order. */
export function sameItems(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((item, index) => item === now[index]);
}

/** The same values, but one that equals the one before by `same` is not passed on. */
export function distinct<T>(
  source$: ReadonlySignal<T>,
  same: (before: T, now: T) => boolean,
): ReadonlySignal<T> {
  let known: { readonly value: T } | undefined;
  return computed(() => {
    const value = source$.value;
    if (known === undefined || !same(known.value, value)) known = { value };
    return known.value;
  });
}
