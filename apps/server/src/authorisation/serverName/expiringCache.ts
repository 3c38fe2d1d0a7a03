import type { Clock } from "../../time/clock.ts";

/** A bounded map whose entries end by themselves. When it is full, what was not used for longest goes. */
export interface ExpiringCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, lifetimeMs: number): void;
  delete(key: string): void;
}

export function createExpiringCache<T>(clock: Clock, maxEntries: number): ExpiringCache<T> {
  // A map keeps the order of insertion: the first entry is the one that was not used for longest.
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAt <= clock.now()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, lifetimeMs) {
      entries.delete(key);
      entries.set(key, { value, expiresAt: clock.now() + lifetimeMs });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && oldest.done !== true) entries.delete(oldest.value);
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
