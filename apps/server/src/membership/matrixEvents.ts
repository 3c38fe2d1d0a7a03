import type { PushedEvent } from "@confab/protocol";

/**
 * Hears of an event that the homeserver pushed. Must be quick, since the homeserver waits, and must bear to hear the
 * same event twice. Longer work it does on its own.
 */
export type MatrixEventListener = (event: PushedEvent) => void | Promise<void>;

/**
 * Events of all rooms with a user of ours, in the order of the homeserver, when its registration of the application
 * service has our address; otherwise there are none, so that nothing may depend on them alone. With several replicas
 * one of them hears of an event. `Membership.matrixEvents` has it for the rest of the server: `subscribe` there.
 */
export interface MatrixEvents {
  /** Returns the function that ends it. */
  subscribe(listener: MatrixEventListener): () => void;
  /** Resolves when all listeners are done; one that fails is `onError`'s, and keeps nothing from the others. */
  publish(events: readonly PushedEvent[], onError: (error: unknown) => void): Promise<void>;
}

export function createMatrixEvents(): MatrixEvents {
  const listeners = new Set<MatrixEventListener>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async publish(events, onError) {
      for (const event of events) {
        for (const listener of listeners) {
          try {
            await listener(event);
          } catch (error) {
            onError(error);
          }
        }
      }
    },
  };
}
