/** Owns what must end together: subscriptions, timers, workers, connections. */
export interface Scope {
  readonly ended: boolean;
  /** Runs `cleanup` when the scope ends, at once if it has ended. Last registered runs first. */
  onEnd(cleanup: () => void): void;
  /** A scope that ends with this one, or earlier by its own `end`. */
  child(): Scope;
  /** Ends this scope and its children. Idempotent. A throwing cleanup does not stop the others. */
  end(): void;
}

export function createScope(): Scope {
  const cleanups: (() => void)[] = [];
  let ended = false;

  const scope: Scope = {
    get ended() {
      return ended;
    },
    onEnd(cleanup) {
      if (ended) cleanup();
      else cleanups.push(cleanup);
    },
    child() {
      const child = createScope();
      const endChild = () => child.end();
      scope.onEnd(endChild);
      child.onEnd(() => {
        const index = cleanups.indexOf(endChild);
        if (index >= 0) cleanups.splice(index, 1);
      });
      return child;
    },
    end() {
      if (ended) return;
      ended = true;
      const failures: unknown[] = [];
      for (const cleanup of cleanups.splice(0).reverse()) {
        try {
          cleanup();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "Scope cleanup failed");
    },
  };
  return scope;
}
