import { computed, type ReadonlySignal, untracked } from "./signal.ts";

/**
 * Makes one object per item and keeps it for as long as an item with its key is in the list. `create` runs untracked:
 * what it makes must read through signals what may change.
 */
export function mapKeyed<Item, Made>(
  items$: ReadonlySignal<readonly Item[]>,
  key: (item: Item) => string,
  create: (item: Item) => Made,
): ReadonlySignal<readonly Made[]> {
  let made: ReadonlyMap<string, Made> = new Map();
  return computed(() => {
    const next = new Map<string, Made>();
    for (const item of items$.value) {
      const id = key(item);
      next.set(id, made.get(id) ?? untracked(() => create(item)));
    }
    made = next;
    return [...next.values()];
  });
}
