import type { KeyValueStore } from "@confab/core";

/**
 * Strings in `localStorage` under `prefix`. Reading the `localStorage` property throws where the browser forbids
 * storage, and writing throws when it is full: both count as "not stored".
 */
export function createLocalStore(
  prefix: string,
  storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem"> = () => localStorage,
): KeyValueStore {
  return {
    get(key) {
      try {
        return storage().getItem(prefix + key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      try {
        if (value === undefined) storage().removeItem(prefix + key);
        else storage().setItem(prefix + key, value);
      } catch {
        // The port drops what cannot be stored.
      }
    },
  };
}
