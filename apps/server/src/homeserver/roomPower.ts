import { parseMatrixError, parsePowerLevels, serverNameOf } from "@confab/protocol";
import type { JsonAnswer, JsonClient } from "../http/jsonClient.ts";
import type { Clock } from "../time/clock.ts";
import type { Known, RoomPower } from "./appServiceApi.ts";
import { createSharedAnswers } from "./sharedAnswers.ts";

interface RoomPowerDeps {
  readonly homeserver: JsonClient;
  /** The application service's, a secret. */
  readonly asToken: string;
  /** Of our homeserver. */
  readonly serverName: string;
  /** See `AppServiceApi.joinedMembers`. */
  readonly joinedMembers: (roomId: string) => Promise<Known<ReadonlySet<string>>>;
  readonly clock: Clock;
}

/** A moderator who lost their power keeps it here for so long. Milliseconds. */
const believedMs = 5_000;
const mostRooms = 1_000;
/** For everything that is asked about one room. Milliseconds. */
const answerWithinMs = 10_000;
/** As so many members we ask before giving up: one may be an account that is not in our namespace. */
const mostActors = 3;

const unknown = { known: false } as const;

/** `AppServiceApi.power`. Never rejects. */
export function createRoomPower(
  deps: RoomPowerDeps,
): (roomId: string) => Promise<Known<RoomPower>> {
  const answers = createSharedAnswers<Known<RoomPower>>(deps.clock, mostRooms, ({ known }) =>
    known ? believedMs : 0,
  );
  return (roomId) => answers.get(roomId, () => askPower(deps, roomId).catch(() => unknown));
}

async function askPower(deps: RoomPowerDeps, roomId: string): Promise<Known<RoomPower>> {
  const deadline = deps.clock.now() + answerWithinMs;
  const members = await deps.joinedMembers(roomId);
  if (!members.known) return unknown;
  for (const asUser of ownUsers(members.value, deps.serverName)) {
    const timeoutMs = deadline - deps.clock.now();
    if (timeoutMs <= 0) return unknown;
    const read = (path: string, query: Readonly<Record<string, string>>) =>
      deps.homeserver.request({
        method: "GET",
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/${path}/`,
        query: { ...query, user_id: asUser },
        accessToken: deps.asToken,
        timeoutMs,
      });
    const [create, levels] = await Promise.all([
      // The creator is the event's sender, which the content does not say.
      read("m.room.create", { format: "event" }),
      read("m.room.power_levels", {}),
    ]);
    // Left meanwhile, or not an account that we may act as.
    if (create.status === 403 || levels.status === 403) continue;
    return toPower(create, levels);
  }
  return unknown;
}

/** Room state is told to those who are in the room, so that the application service has to act as one of them. */
function ownUsers(members: ReadonlySet<string>, serverName: string): readonly string[] {
  const own: string[] = [];
  for (const userId of members) {
    if (serverNameOf(userId) === serverName) own.push(userId);
    if (own.length === mostActors) break;
  }
  return own;
}

function toPower(create: JsonAnswer, levels: JsonAnswer): Known<RoomPower> {
  const isMissing =
    levels.status === 404 && parseMatrixError(levels.body).errcode === "M_NOT_FOUND";
  const isRead = levels.status === 200 && levels.body !== undefined;
  if (create.status !== 200 || (!isRead && !isMissing)) return unknown;
  const power = parsePowerLevels(create.body, isRead ? levels.body : undefined);
  return power === undefined ? unknown : { known: true, value: power };
}
