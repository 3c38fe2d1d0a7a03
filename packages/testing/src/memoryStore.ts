import type { KeyValueStore } from "@confab/core";

/** A store that forgets with the test. */
export function createMemoryStore(values: Readonly<Record<string, string>> = {}): KeyValueStore {
  const stored = new Map(Object.entries(values));
  return {
    get: (key) => stored.get(key),
    set(key, value) {
      if (value === undefined) stored.delete(key);
      else stored.set(key, value);
    },
  };
}
