import type { Clock } from "../../time/clock.ts";

/** A bounded map whose entries end by themselves. When it is full, the oldest entry goes. */
export interface ExpiringCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, lifetimeMs: number): void;
}

export function createExpiringCache<T>(clock: Clock, maxEntries: number): ExpiringCache<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAt > clock.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, lifetimeMs) {
      entries.delete(key);
      entries.set(key, { value, expiresAt: clock.now() + lifetimeMs });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && oldest.done !== true) entries.delete(oldest.value);
    },
  };
}
