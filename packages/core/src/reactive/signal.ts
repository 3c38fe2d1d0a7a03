// State that *is* lives in signals. Our own read-only type keeps the library replaceable in this one folder.
export { batch, computed, effect, signal, untracked } from "@preact/signals-core";
export type { Signal } from "@preact/signals-core";

/** A value that changes over time and can be read and watched, but not written. */
export interface ReadonlySignal<T> {
  readonly value: T;
  /** Reads without subscribing the running effect or computed. */
  peek(): T;
  /** Calls `listener` at once and after every change. Returns the unsubscribe function. */
  subscribe(listener: (value: T) => void): () => void;
}
