import { describe, expect, it } from "vitest";
import { createLocalStore } from "./localStore.ts";

function memory() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

describe("local store", () => {
  it("[BS1] keeps two prefixes apart", () => {
    const storage = memory();
    const preferences = createLocalStore("preferences.", () => storage);
    const session = createLocalStore("session.", () => storage);
    preferences.set("theme", "dark");
    expect(preferences.get("theme")).toBe("dark");
    expect(session.get("theme")).toBeUndefined();
    preferences.set("theme", undefined);
    expect(preferences.get("theme")).toBeUndefined();
  });

  it("[BS2] reads as empty where the browser forbids storage", () => {
    const store = createLocalStore("x.", () => {
      throw new DOMException("denied", "SecurityError");
    });
    store.set("theme", "dark");
    expect(store.get("theme")).toBeUndefined();
  });

  it("[BS2] drops a write that does not fit", () => {
    const storage = memory();
    const full = {
      ...storage,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    const store = createLocalStore("x.", () => full);
    store.set("theme", "dark");
    expect(store.get("theme")).toBeUndefined();
  });
});
