import { type Clock, computed, type ReadonlySignal, type Scope, signal } from "@confab/core";

/** How long a person can take a "leave" back. */
const undoMs = 6000;

/** Rooms that leave the list at once, and are really left when the time to take it back is over. */
export interface LeavingRooms {
  readonly ids$: ReadonlySignal<ReadonlySet<string>>;
  /** The one to offer taking back: the latest. */
  readonly undoable$: ReadonlySignal<string | undefined>;
  leave(roomId: string): void;
  undo(): void;
}

/** `commit` is also called when `scope` ends early: a person who has moved on has not taken it back. */
export function createLeavingRooms(
  scope: Scope,
  clock: Clock,
  commit: (roomId: string) => Promise<void>,
  onFailure: (failure: unknown) => void,
): LeavingRooms {
  const ids$ = signal<ReadonlySet<string>>(new Set());
  const waiting = new Map<string, () => void>();
  const undoable$ = signal<string | undefined>(undefined);

  const bringBack = (roomId: string) => {
    ids$.value = new Set([...ids$.peek()].filter((id) => id !== roomId));
  };
  const carryOut = (roomId: string) => {
    waiting.get(roomId)?.();
    waiting.delete(roomId);
    if (undoable$.peek() === roomId) undoable$.value = undefined;
    commit(roomId).catch((failure: unknown) => {
      bringBack(roomId);
      onFailure(failure);
    });
  };
  scope.onEnd(() => {
    for (const roomId of waiting.keys()) carryOut(roomId);
  });

  return {
    ids$: computed(() => ids$.value),
    undoable$: computed(() => undoable$.value),
    leave(roomId) {
      ids$.value = new Set([...ids$.peek(), roomId]);
      undoable$.value = roomId;
      waiting.set(
        roomId,
        clock.after(undoMs, () => carryOut(roomId)),
      );
    },
    undo() {
      const roomId = undoable$.peek();
      if (roomId === undefined) return;
      waiting.get(roomId)?.();
      waiting.delete(roomId);
      undoable$.value = undefined;
      bringBack(roomId);
    },
  };
}
