import { type CallRoomSummary, type Clock, type ReadonlySignal, signal } from "@confab/core";
import type { StateEvent } from "@confab/protocol";
import { callRoomSummary } from "../room/callRoomSummary.ts";

/** The joined rooms that can have calls, for the home page. */
export interface RoomList {
  /** Latest activity first; undefined until `publish` was called once. */
  readonly rooms$: ReadonlySignal<readonly CallRoomSummary[] | undefined>;
  set(roomId: string, state: readonly StateEvent[]): void;
  remove(roomId: string): void;
  /** Shows what was set and removed. */
  publish(): void;
}

export function createRoomList(clock: Clock): RoomList {
  const rooms$ = signal<readonly CallRoomSummary[] | undefined>(undefined);
  const summaries = new Map<string, CallRoomSummary>();
  let changed = true;

  return {
    rooms$,
    set(roomId, state) {
      const summary = callRoomSummary(roomId, state, clock.now());
      if (summary === undefined) summaries.delete(roomId);
      else summaries.set(roomId, summary);
      changed = true;
    },
    remove(roomId) {
      changed = summaries.delete(roomId) || changed;
    },
    publish() {
      if (!changed) return;
      changed = false;
      rooms$.value = [...summaries.values()].sort((a, b) => b.lastActiveAt - a.lastActiveAt);
    },
  };
}
