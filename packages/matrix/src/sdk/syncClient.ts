import type { AccountSession, Scope } from "@confab/core";
import type { StateEvent } from "@confab/protocol";
import { ClientEvent, MatrixClient } from "matrix-js-sdk/lib/client.js";
import { HttpApiEvent } from "matrix-js-sdk/lib/http-api/index.js";
import type { Logger } from "matrix-js-sdk/lib/logger.js";
import type { MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import { type Room, RoomEvent } from "matrix-js-sdk/lib/models/room.js";
import { RoomStateEvent } from "matrix-js-sdk/lib/models/room-state.js";
import { MemoryStore } from "matrix-js-sdk/lib/store/memory.js";
import { SyncState } from "matrix-js-sdk/lib/sync.js";
import { syncFilter } from "./syncFilter.ts";

/** A room as the sync knows it. */
export interface SyncedRoom {
  readonly roomId: string;
  /** False when we have left it, or were removed. */
  readonly joined: boolean;
  readonly state: readonly StateEvent[];
}

/** What the sync tells. */
export interface SyncListener {
  /** Once for each sync that changed something in the room. */
  onRoom(room: SyncedRoom): void;
  /** After every sync that worked, when all its rooms have been told. */
  onSynced(): void;
  onSyncFailed(): void;
  onTokenRevoked(): void;
}

export interface SyncClient {
  /** Ends the wait after a failure: the homeserver was seen to answer. */
  retryNow(): void;
}

/** Follows the account's rooms with matrix-js-sdk, until `scope` ends. */
export function startSync(
  scope: Scope,
  session: AccountSession,
  listener: SyncListener,
): SyncClient {
  const client = new MatrixClient({
    baseUrl: session.homeserverUrl,
    userId: session.userId,
    deviceId: session.deviceId,
    accessToken: session.accessToken,
    store: new MemoryStore(),
    fetchFn: fetchUntilEnd(scope),
    // Calls are ours; the SDK would fetch TURN credentials for its own.
    disableVoip: true,
    logger: silence,
  });
  const started = client.startClient({
    filter: syncFilter(session.userId),
    initialSyncLimit: 1,
    disablePresence: true,
    pollTimeout: 30_000,
  });
  scope.onEnd(() => {
    client.removeAllListeners();
    // While it starts it cannot be stopped: it would start nevertheless.
    void started.finally(() => client.stopClient());
  });
  // The SDK's own MatrixRTC would follow every room's calls beside ours, and notification counts are not shown.
  client.removeAllListeners(ClientEvent.Sync);

  const changed = new Set<Room>();
  const onChange = (room: Room | null | undefined) => {
    if (room) changed.add(room);
  };
  const tellChanges = () => {
    for (const room of changed) {
      const joined = room.getMyMembership() === "join";
      listener.onRoom({ roomId: room.roomId, joined, state: stateOf(room) });
    }
    changed.clear();
    listener.onSynced();
  };

  client.on(ClientEvent.Room, onChange);
  client.on(RoomStateEvent.Update, (state) => onChange(client.getRoom(state.roomId)));
  client.on(RoomEvent.MyMembership, onChange);
  client.on(RoomEvent.Redaction, (_event, room) => onChange(room));
  client.on(HttpApiEvent.SessionLoggedOut, () => listener.onTokenRevoked());
  client.on(ClientEvent.Sync, (state) => {
    if (state === SyncState.Syncing) tellChanges();
    else if (state === SyncState.Reconnecting || state === SyncState.Error) {
      listener.onSyncFailed();
    }
  });
  return { retryNow: () => void client.retryImmediately() };
}

/** After the end no answer arrives any more, and the SDK's start-up stops wherever it waits. */
function fetchUntilEnd(scope: Scope): typeof fetch {
  const never = new Promise<never>(() => {});
  return async (input, init) => {
    if (scope.ended) return never;
    const response = await fetch(input, init);
    return scope.ended ? never : response;
  };
}

function stateOf(room: Room): readonly StateEvent[] {
  const byType = room.currentState.events;
  return [...byType.values()].flatMap((events) =>
    [...events].map(([stateKey, event]) => toStateEvent(stateKey, event)),
  );
}

function toStateEvent(stateKey: string, event: MatrixEvent): StateEvent {
  return {
    type: event.getType(),
    stateKey,
    sender: event.getSender() ?? "",
    eventId: event.getId() ?? "",
    originServerTs: event.getTs(),
    content: event.getContent(),
  };
}

/** The SDK logs URLs and answers, and those carry what must not be logged. */
const silence: Logger = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  getChild: () => silence,
};
