import { batch, type ReadonlySignal, type Signal, signal } from "@confab/core";
import type { StateEvent } from "@confab/protocol";

type EventsByKey = ReadonlyMap<string, StateEvent>;

/**
 * The current state of one room, from two sources: one request for all of it, which is fast, and the sync, which is
 * complete and stays current, but starts late.
 */
export interface RoomState {
  /** Current events of one type by state key. The same signal for the same type. */
  state$(type: string): ReadonlySignal<EventsByKey>;
  get(type: string, stateKey: string): StateEvent | undefined;
  /** The answer to the request. Ignored once the sync has spoken. */
  takeSnapshot(events: readonly StateEvent[]): void;
  /** What the sync knows of the room, whole. */
  takeSync(events: readonly StateEvent[]): void;
}

export function createRoomState(): RoomState {
  const byType = new Map<string, Signal<EventsByKey>>();
  let synced = false;

  const signalOf = (type: string): Signal<EventsByKey> => {
    let events$ = byType.get(type);
    if (events$ === undefined) {
      events$ = signal<EventsByKey>(new Map());
      byType.set(type, events$);
    }
    return events$;
  };

  /** State keys never vanish from a room, so what `events` lacks is only unknown to its source. */
  const merge = (
    events: readonly StateEvent[],
    replaces: (next: StateEvent, current: StateEvent) => boolean,
  ) => {
    const changed = new Map<string, Map<string, StateEvent>>();
    for (const event of events) {
      const current = signalOf(event.type).peek().get(event.stateKey);
      if (current !== undefined && !replaces(event, current)) continue;
      const next = changed.get(event.type) ?? new Map(signalOf(event.type).peek());
      changed.set(event.type, next.set(event.stateKey, event));
    }
    batch(() => {
      for (const [type, next] of changed) signalOf(type).value = next;
    });
  };

  return {
    state$: signalOf,
    get: (type, stateKey) => byType.get(type)?.peek().get(stateKey),
    takeSnapshot(events) {
      if (!synced) merge(events, isOther);
    },
    takeSync(events) {
      // The first sync may have been put together before the snapshot was: then the snapshot's event is the newer
      // one, and the next sync brings it. From the second on, the sync is right.
      merge(events, synced ? isOther : isNewer);
      synced = true;
    },
  };
}

/** Also true for the same event with other content: it was redacted. */
function isOther(next: StateEvent, current: StateEvent): boolean {
  return next.eventId !== current.eventId || next.content !== current.content;
}

function isNewer(next: StateEvent, current: StateEvent): boolean {
  return next.eventId !== current.eventId && next.originServerTs >= current.originServerTs;
}
