import { serverNameOf } from "@confab/protocol";
import type { AppServiceApi, Known } from "./appServiceApi.ts";
import {
  createMembershipRequests,
  type MembershipRequests,
  type MembershipRequestsDeps,
} from "./membershipRequests.ts";
import { createRoomPower } from "./roomPower.ts";
import { createSharedAnswers } from "./sharedAnswers.ts";

export interface AppServiceApiDeps extends MembershipRequestsDeps {
  /** Of our homeserver. */
  readonly serverName: string;
}

type Members = Awaited<ReturnType<MembershipRequests["joinedMembers"]>>;

/** Somebody who left may be believed to be in the room for so long, unless `forget` is called. Milliseconds. */
const yesForMs = 30_000;
/** Somebody who has just joined may be believed not to be in the room for so long, plus a list's age. Milliseconds. */
const noForMs = 3_000;
const listForMs = 2_000;
const mostAnswers = 20_000;
/** Lists of members may be long. */
const mostLists = 200;

const unknown = { known: false } as const;
const yes = { known: true, value: true } as const;
const no = { known: true, value: false } as const;

export function createAppServiceApi(deps: AppServiceApiDeps): AppServiceApi {
  const { clock, serverName: ours } = deps;
  const requests = createMembershipRequests(deps);
  const answers = createSharedAnswers<Known<boolean>>(clock, mostAnswers, lifetime);
  const lists = createSharedAnswers<Members>(clock, mostLists, (list) =>
    typeof list === "string" ? 0 : listForMs,
  );
  // Many people may join at the same moment, and one list answers for all of them.
  const members = (roomId: string) => lists.get(roomId, () => requests.joinedMembers(roomId));

  /** Of a room that it is not in a homeserver knows nothing, and says no to everything. */
  async function unlessAbsent(roomId: string): Promise<Known<boolean>> {
    const own = await requests.isJoined(roomId, { server_name: ours });
    return own?.known === true && own.value ? no : unknown;
  }

  async function askUser(roomId: string, userId: string): Promise<Known<boolean>> {
    const isOurs = serverNameOf(userId) === ours;
    const told = await requests.isJoined(roomId, { mxid: userId });
    if (told !== undefined) {
      return told.known && !told.value && !isOurs ? unlessAbsent(roomId) : told;
    }
    const list = await members(roomId);
    if (list === "absent") {
      return isOurs && (await requests.isInNamespace(userId)) ? no : unknown;
    }
    if (list === "unknown") return unknown;
    return list.has(userId) ? yes : no;
  }

  async function askServer(roomId: string, serverName: string): Promise<Known<boolean>> {
    const told = await requests.isJoined(roomId, { server_name: serverName });
    if (told !== undefined) {
      return told.known && !told.value && serverName !== ours ? unlessAbsent(roomId) : told;
    }
    const list = await members(roomId);
    if (typeof list === "string") return unknown;
    return [...list].some((userId) => serverNameOf(userId) === serverName) ? yes : no;
  }

  async function joinedMembers(roomId: string): Promise<Known<ReadonlySet<string>>> {
    const list = await lists.fresh(roomId, () => requests.joinedMembers(roomId));
    return typeof list === "string" ? unknown : { known: true, value: list };
  }

  return {
    isJoined: (roomId, userId) => answers.get(key(roomId, userId), () => askUser(roomId, userId)),
    isServerJoined: (roomId, serverName) =>
      answers.get(key(roomId, serverName), () => askServer(roomId, serverName)),
    joinedMembers,
    power: createRoomPower({ ...deps, joinedMembers }),
    forget(roomId, userId) {
      answers.forget(key(roomId, userId));
      answers.forget(key(roomId, serverNameOf(userId)));
      lists.forget(roomId);
    },
  };
}

function lifetime(answer: Known<boolean>): number {
  if (!answer.known) return 0;
  return answer.value ? yesForMs : noForMs;
}

function key(roomId: string, who: string): string {
  return JSON.stringify([roomId, who]);
}
