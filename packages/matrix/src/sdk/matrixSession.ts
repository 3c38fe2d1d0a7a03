import {
  type AccountSession,
  type Clock,
  type HttpClient,
  MatrixRequestError,
  type MatrixRoomPort,
  type MatrixSessionPort,
  type Scope,
  signal,
} from "@confab/core";
import { callRoomTemplate, parseCreatedRoom, parseDisplayName } from "@confab/protocol";
import { createClientServerApi } from "../clientServer/clientServerApi.ts";
import { rememberSuccess } from "../clientServer/rememberSuccess.ts";
import { createDelayedEvents } from "../room/delayedEvents.ts";
import { createMatrixRoom, requestOpenIdToken } from "../room/matrixRoom.ts";
import { isJoined, readOrJoin } from "../room/openRoom.ts";
import { createRoomState, type RoomState } from "../room/roomState.ts";
import { fetchTransports } from "../room/transports.ts";
import { createConnectivity } from "./connectivity.ts";
import { followSync, type LoadSync } from "./followSync.ts";
import { createOpenIdTokens } from "./openIdTokens.ts";
import { createRoomList } from "./roomList.ts";

interface OpenedRoom {
  readonly state: RoomState;
  readonly port: Promise<MatrixRoomPort>;
}

const createRoomTimeoutMs = 60_000;

/**
 * How long the sync keeps out of the way of somebody who comes straight into a room, milliseconds. Evaluating its code and
 * starting it keep the processor for a third of a second, just when the call is being joined; until then the room's
 * state is that of the moment when it was opened.
 */
const headStartMs = 1500;

/** One account at work. Rooms open over plain requests, while the sync's code is still being loaded. */
export function createMatrixSession(
  scope: Scope,
  deps: {
    readonly session: AccountSession;
    readonly http: HttpClient;
    readonly clock: Clock;
    readonly loadSync?: LoadSync;
  },
): MatrixSessionPort {
  const { session, http, clock } = deps;
  const { userId, deviceId, homeserverUrl, accessToken } = session;
  const loadSync = deps.loadSync ?? (async () => (await import("./syncClient.ts")).startSync);
  const connectivity = createConnectivity();
  const { state$, online$ } = connectivity;
  const displayName$ = signal(userId.slice(1, userId.indexOf(":")));
  const roomList = createRoomList(clock);
  const opened = new Map<string, OpenedRoom>();
  const syncScope = scope.child();

  const roomFirst = new Promise<void>((resolve) => {
    // Whoever opens a room at once does so before the first timer.
    syncScope.onEnd(
      clock.after(0, () => {
        if (opened.size === 0) resolve();
        else syncScope.onEnd(clock.after(headStartMs, resolve));
      }),
    );
  });
  const sync = followSync(syncScope, clock, roomFirst, loadSync, (startSync) =>
    startSync(syncScope, session, {
      onRoom({ roomId, joined, state }) {
        if (joined) roomList.set(roomId, state);
        else roomList.remove(roomId);
        opened.get(roomId)?.state.takeSync(state);
      },
      onSynced() {
        connectivity.report("answered");
        roomList.publish();
      },
      onSyncFailed: () => connectivity.report("no-answer"),
      onTokenRevoked: () => connectivity.report("token-revoked"),
    }),
  );

  const api = createClientServerApi({
    http,
    homeserverUrl,
    accessToken,
    onOutcome(outcome) {
      if (outcome === "answered" && state$.peek() === "offline") sync.retryNow();
      if (outcome === "token-revoked") syncScope.end();
      if (!scope.ended) connectivity.report(outcome);
    },
  });
  const delayedEvents = createDelayedEvents(api);
  const tokens = createOpenIdTokens(clock, () => requestOpenIdToken(api, userId));
  const transports = rememberSuccess(() => fetchTransports({ api, http, userId, homeserverUrl }));

  const readDisplayName = async () => {
    const path = `/v3/profile/${encodeURIComponent(userId)}/displayname`;
    const name = parseDisplayName(await api.get(path));
    if (name !== undefined) displayName$.value = name;
  };
  // Without it the username shows.
  readDisplayName().catch(() => {});

  const open = (roomId: string, via: readonly string[]): OpenedRoom => {
    // What a call asks for next, fetched while the room is being entered.
    tokens.prefetch();
    transports().catch(() => {});
    void delayedEvents.prepare();
    const state = createRoomState();
    const ready$ = signal(false);
    const enter = async () => {
      state.takeSnapshot(await readOrJoin(api, { roomId, userId, via }));
      ready$.value = true;
      return createMatrixRoom({
        api,
        delayedEvents,
        userId,
        deviceId,
        roomId,
        ready$,
        online$,
        state$: (type) => state.state$(type),
        openIdToken: () => tokens.take(),
        transports,
      });
    };
    return { state, port: enter() };
  };

  return {
    userId,
    displayName$,
    state$,
    rooms$: roomList.rooms$,

    async createCallRoom(name) {
      const body = callRoomTemplate(name);
      const answer = await api.post("/v3/createRoom", body, { timeoutMs: createRoomTimeoutMs });
      const roomId = parseCreatedRoom(answer);
      if (roomId === undefined) throw new MatrixRequestError({ status: 200 });
      return { roomId };
    },

    async openRoom(roomId, via) {
      const known = opened.get(roomId);
      // Somebody may have removed us since.
      const own = known?.state.get("m.room.member", userId);
      if (known !== undefined && (own === undefined || isJoined([own], userId))) return known.port;
      const room = open(roomId, via);
      opened.set(roomId, room);
      try {
        return await room.port;
      } catch (error) {
        if (opened.get(roomId) === room) opened.delete(roomId);
        throw error;
      }
    },

    async leaveRoom(roomId) {
      opened.delete(roomId);
      try {
        await api.post(`/v3/rooms/${encodeURIComponent(roomId)}/leave`, {});
      } catch (error) {
        const isGone =
          error instanceof MatrixRequestError && (error.status === 403 || error.status === 404);
        if (!isGone) throw error;
      }
      roomList.remove(roomId);
      roomList.publish();
    },
  };
}
