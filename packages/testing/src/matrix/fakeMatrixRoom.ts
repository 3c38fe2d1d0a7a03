import {
  type Clock,
  type MatrixRoomPort,
  type RoomStateEvent,
  type Signal,
  signal,
} from "@confab/core";
import type { LivekitTransport } from "@confab/protocol";
import type { DelayedEvents } from "./delayedEvents.ts";
import { type FakeMatrixRequest, matrixErrors, type MatrixFaults } from "./matrixFaults.ts";
import type { ServerRoom } from "./serverRoom.ts";

/** One device's view of one room. */
export interface FakeMatrixRoom extends MatrixRoomPort {
  /** Cuts this device off, or brings it back: then it catches up. */
  setOnline(online: boolean): void;
  /** Whether the room's state has been read once. True from the beginning. */
  setReady(ready: boolean): void;
}

interface FakeMatrixRoomDeps {
  readonly clock: Clock;
  readonly room: ServerRoom;
  readonly userId: string;
  readonly deviceId: string;
  readonly faults: MatrixFaults;
  readonly delayedEvents: DelayedEvents;
  readonly transports: () => readonly LivekitTransport[];
  readonly log: (request: FakeMatrixRequest) => void;
}

export function createFakeMatrixRoom(deps: FakeMatrixRoomDeps): FakeMatrixRoom {
  const { clock, room, userId, deviceId, faults, delayedEvents } = deps;
  const ready$ = signal(true);
  const online$ = signal(true);
  const known = new Map<string, Signal<ReadonlyMap<string, RoomStateEvent>>>();

  const show = (type: string, state: ReadonlyMap<string, RoomStateEvent>) => {
    const state$ = known.get(type);
    if (state$ !== undefined) state$.value = state;
  };
  /** What was sent before this device came back is not shown after what it caught up with. */
  let caughtUpAt = -Infinity;
  room.onState(({ type }) => {
    const state = room.state(type);
    const sentAt = clock.now();
    const deliver = () => {
      if (online$.peek() && sentAt >= caughtUpAt) show(type, state);
    };
    if (faults.syncDelayMs === 0) deliver();
    else clock.after(faults.syncDelayMs, deliver);
  });

  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const perform = async <T>(
    request: Omit<FakeMatrixRequest, "at" | "userId" | "deviceId">,
    run: () => T,
  ): Promise<T> => {
    const logged = { ...request, at: clock.now(), userId, deviceId };
    deps.log(logged);
    if (!online$.peek()) throw matrixErrors.unreachable();
    if (faults.frozen) return await new Promise<never>(() => {});
    if (faults.latencyMs > 0) await wait(faults.latencyMs);
    const refusal = faults.refuse(logged);
    if (refusal !== undefined) throw refusal;
    return run();
  };
  const put = (type: string, stateKey: string, content: object) => {
    // Only that user may write a state key that is a user id.
    const isForeign = stateKey.startsWith("@") && stateKey !== userId;
    if (isForeign || !room.mayPut(userId, type)) throw matrixErrors.forbidden();
    room.put({ type, stateKey, sender: userId, content }, clock.now());
  };

  return {
    roomId: room.roomId,
    userId,
    deviceId,
    ready$,
    online$,
    state$(type) {
      let state$ = known.get(type);
      if (state$ === undefined) {
        state$ = signal(room.state(type));
        known.set(type, state$);
      }
      return state$;
    },
    sendState: (type, stateKey, content) =>
      perform({ kind: "sendState", type, stateKey, content }, () => put(type, stateKey, content)),
    scheduleState: (type, stateKey, content, delayMs) =>
      perform({ kind: "scheduleState", type, stateKey, content, delayMs }, () => {
        if (faults.delayedEvents === "unsupported") throw matrixErrors.unrecognised();
        if (faults.delayedEvents === "disallowed") throw matrixErrors.forbidden();
        if (delayMs > faults.maxDelayMs) throw matrixErrors.delayTooLarge(faults.maxDelayMs);
        const send = () => {
          // The homeserver checks when it sends; an event that is not allowed any more is dropped.
          if (room.mayPut(userId, type)) put(type, stateKey, content);
        };
        return { delayId: delayedEvents.schedule(delayMs, send) };
      }),
    updateDelayed: (delayId, action) =>
      perform({ kind: "updateDelayed", delayId, action }, () =>
        delayedEvents.update(delayId, action),
      ),
    openIdToken: () =>
      perform({ kind: "openIdToken" }, () => ({
        accessToken: `openid-of-${userId}`,
        tokenType: "Bearer",
        matrixServerName: userId.slice(userId.indexOf(":") + 1),
        expiresIn: 3600,
      })),
    transports: () => perform({ kind: "transports" }, () => deps.transports()),
    setOnline(online) {
      online$.value = online;
      if (!online) return;
      caughtUpAt = clock.now();
      for (const type of known.keys()) show(type, room.state(type));
    },
    setReady(ready) {
      ready$.value = ready;
    },
  };
}
