import {
  type MatrixRoomPort,
  MatrixRequestError,
  type ReadonlySignal,
  type RoomStateEvent,
} from "@confab/core";
import { type LivekitTransport, type OpenIdToken, parseOpenIdToken } from "@confab/protocol";
import type { ClientServerApi } from "../clientServer/clientServerApi.ts";
import type { DelayedEvents } from "./delayedEvents.ts";

/** What a room needs of the session it was opened in. */
export interface RoomDeps {
  readonly api: ClientServerApi;
  readonly delayedEvents: DelayedEvents;
  readonly userId: string;
  readonly deviceId: string;
  readonly roomId: string;
  readonly ready$: ReadonlySignal<boolean>;
  readonly online$: ReadonlySignal<boolean>;
  readonly state$: (type: string) => ReadonlySignal<ReadonlyMap<string, RoomStateEvent>>;
  readonly openIdToken: () => Promise<OpenIdToken>;
  readonly transports: () => Promise<readonly LivekitTransport[]>;
}

export function createMatrixRoom(deps: RoomDeps): MatrixRoomPort {
  const { api, delayedEvents, roomId } = deps;
  const { userId, deviceId, ready$, online$, state$, openIdToken, transports } = deps;
  const statePath = (type: string, stateKey: string) =>
    `/v3/rooms/${encodeURIComponent(roomId)}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`;

  return {
    roomId,
    userId,
    deviceId,
    ready$,
    online$,
    state$,
    openIdToken,
    transports,
    async sendState(type, stateKey, content) {
      await api.put(statePath(type, stateKey), content);
    },
    scheduleState: (type, stateKey, content, delayMs) =>
      delayedEvents.schedule(statePath(type, stateKey), content, delayMs),
    updateDelayed: (delayId, action) => delayedEvents.update(delayId, action),
  };
}

/** A token that proves to other services who we are (client-server API, "OpenID"). */
export async function requestOpenIdToken(
  api: ClientServerApi,
  userId: string,
): Promise<OpenIdToken> {
  const path = `/v3/user/${encodeURIComponent(userId)}/openid/request_token`;
  const token = parseOpenIdToken(await api.post(path, {}));
  if (token === undefined) throw new MatrixRequestError({ status: 200 });
  return token;
}
