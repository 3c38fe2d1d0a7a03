import { createEmitter, type RoomStateEvent } from "@confab/core";

/** What is needed to put a state event into a room. */
export interface NewStateEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly sender: string;
  readonly content: object;
}

/** One room as the homeserver keeps it. */
export interface ServerRoom {
  readonly roomId: string;
  /** Current state events of one type, by state key. */
  state(type: string): ReadonlyMap<string, RoomStateEvent>;
  put(event: NewStateEvent, originServerTs: number): RoomStateEvent;
  /** Whether the user may send such a state event. */
  mayPut(userId: string, type: string): boolean;
  /** Calls back for every new state event. Returns the unsubscribe function. */
  onState(listener: (event: RoomStateEvent) => void): () => void;
}

interface PowerLevels {
  readonly users?: Readonly<Record<string, number>>;
  readonly users_default?: number;
  readonly events?: Readonly<Record<string, number>>;
  readonly state_default?: number;
}

export function createServerRoom(roomId: string): ServerRoom {
  const stateByType = new Map<string, ReadonlyMap<string, RoomStateEvent>>();
  const changed = createEmitter<RoomStateEvent>();
  let eventCount = 0;

  const state = (type: string) => stateByType.get(type) ?? new Map<string, RoomStateEvent>();
  const content = (type: string, stateKey: string): Readonly<Record<string, unknown>> => {
    const found = state(type).get(stateKey)?.content;
    return typeof found === "object" && found !== null ? { ...found } : {};
  };

  return {
    roomId,
    state,
    put(newEvent, originServerTs) {
      eventCount += 1;
      const event = { ...newEvent, eventId: `$${roomId.slice(1)}-${eventCount}`, originServerTs };
      stateByType.set(event.type, new Map(state(event.type)).set(event.stateKey, event));
      changed.emit(event);
      return event;
    },
    mayPut(userId, type) {
      if (content("m.room.member", userId)["membership"] !== "join") return false;
      // Creators stand above all levels (room version 12).
      if (state("m.room.create").get("")?.sender === userId) return true;
      const levels: PowerLevels = content("m.room.power_levels", "");
      const own = levels.users?.[userId] ?? levels.users_default ?? 0;
      return own >= (levels.events?.[type] ?? levels.state_default ?? 50);
    },
    onState: (listener) => changed.on(listener),
  };
}
