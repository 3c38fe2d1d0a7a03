/** Things that *happen* (state that *is* belongs in a signal). */
export interface Emitter<T> {
  emit(event: T): void;
  /** Returns the unsubscribe function. */
  on(listener: (event: T) => void): () => void;
}

export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(event: T) => void>();
  return {
    emit(event) {
      for (const listener of Array.from(listeners)) listener(event);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
