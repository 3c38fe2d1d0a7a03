import { MatrixRequestError } from "@confab/core";
import { parseStateEvents, type StateEvent } from "@confab/protocol";
import type { ClientServerApi } from "../clientServer/clientServerApi.ts";

/** Entering a room of other servers can take this long. */
const joinTimeoutMs = 90_000;

/**
 * The room's whole state, after joining it where we are not in it. One request for a member, three for a newcomer.
 * Rejects with `MatrixRequestError`: 403 or 404 when there is no such room for us.
 */
export async function readOrJoin(
  api: ClientServerApi,
  room: { readonly roomId: string; readonly userId: string; readonly via: readonly string[] },
): Promise<readonly StateEvent[]> {
  try {
    const state = await readIfMember(api, room.roomId, room.userId);
    if (state !== undefined) return state;
    await join(api, room.roomId, room.via);
    return await readState(api, room.roomId);
  } catch (error) {
    throw withoutBadRequest(error);
  }
}

export function isJoined(state: readonly StateEvent[], userId: string): boolean {
  const own = state.find((event) => event.type === "m.room.member" && event.stateKey === userId);
  const content = own?.content;
  return (
    typeof content === "object" &&
    content !== null &&
    "membership" in content &&
    content.membership === "join"
  );
}

/** Undefined for everybody who is not joined now. Those who left can still read the state of that time. */
async function readIfMember(
  api: ClientServerApi,
  roomId: string,
  userId: string,
): Promise<readonly StateEvent[] | undefined> {
  try {
    const state = await readState(api, roomId);
    return isJoined(state, userId) ? state : undefined;
  } catch (error) {
    if (error instanceof MatrixRequestError && (error.status === 403 || error.status === 404)) {
      return undefined;
    }
    throw error;
  }
}

async function readState(api: ClientServerApi, roomId: string): Promise<readonly StateEvent[]> {
  return parseStateEvents(await api.get(`/v3/rooms/${encodeURIComponent(roomId)}/state`));
}

async function join(api: ClientServerApi, roomId: string, via: readonly string[]): Promise<void> {
  // `via` is the current name, `server_name` the one that older homeservers read (MSC4156).
  const servers = via.map((server) => {
    const name = encodeURIComponent(server);
    return `via=${name}&server_name=${name}`;
  });
  const query = servers.length === 0 ? "" : `?${servers.join("&")}`;
  const path = `/v3/join/${encodeURIComponent(roomId)}${query}`;
  await api.post(path, {}, { timeoutMs: joinTimeoutMs });
}

/** A name that cannot be a room's (400) is, for us, a room that does not exist. */
function withoutBadRequest(error: unknown): unknown {
  if (!(error instanceof MatrixRequestError) || error.status !== 400) return error;
  return new MatrixRequestError({ status: 404, errcode: error.errcode, cause: error });
}
