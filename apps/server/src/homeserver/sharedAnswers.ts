import { createExpiringCache } from "../authorisation/serverName/expiringCache.ts";
import type { Clock } from "../time/clock.ts";

/** Answers that are believed for a while, and asked for once however many want to know at the same time. */
export interface SharedAnswers<T> {
  get(key: string, ask: () => Promise<T>): Promise<T>;
  /** An answer to a question that is under way or put now. */
  fresh(key: string, ask: () => Promise<T>): Promise<T>;
  /** From now on the answer is one to a question that was put from now on. */
  forget(key: string): void;
}

/** `lifetimeMs`: for how long an answer is believed, 0 for not at all. */
export function createSharedAnswers<T>(
  clock: Clock,
  mostEntries: number,
  lifetimeMs: (answer: T) => number,
): SharedAnswers<T> {
  const believed = createExpiringCache<{ readonly answer: T }>(clock, mostEntries);
  const asking = new Map<string, { readonly answer: Promise<T> }>();

  async function fresh(key: string, ask: () => Promise<T>): Promise<T> {
    const underWay = asking.get(key);
    if (underWay !== undefined) return underWay.answer;
    const question = { answer: ask() };
    asking.set(key, question);
    try {
      const answer = await question.answer;
      const lifetime = lifetimeMs(answer);
      // What was forgotten meanwhile is not remembered: it may be an old truth.
      if (lifetime > 0 && asking.get(key) === question) believed.set(key, { answer }, lifetime);
      return answer;
    } finally {
      if (asking.get(key) === question) asking.delete(key);
    }
  }

  return {
    async get(key, ask) {
      const known = believed.get(key);
      return known === undefined ? fresh(key, ask) : known.answer;
    },
    fresh,
    forget(key) {
      believed.delete(key);
      asking.delete(key);
    },
  };
}
