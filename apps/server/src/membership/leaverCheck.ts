import { parseMembershipChange } from "@confab/protocol";
import type { Backend } from "../backend.ts";
import type { BackgroundTasks } from "../background/backgroundTasks.ts";
import type { MatrixEventListener } from "./matrixEvents.ts";
import type { Removals } from "./removals.ts";
import type { RoomMembers } from "./roomMembers.ts";

export interface LeaverCheckDeps {
  readonly members: RoomMembers;
  readonly removals: Removals;
  readonly tasks: BackgroundTasks;
}

/** Takes whoever leaves a room, is kicked or banned, out of its calls as soon as the homeserver pushes the event. */
export function createLeaverCheck(
  { calls }: Pick<Backend, "calls">,
  { members, removals, tasks }: LeaverCheckDeps,
): MatrixEventListener {
  async function left(roomId: string, userId: string): Promise<void> {
    const rooms = await calls.roomsOf(roomId);
    const known = await Promise.all(
      rooms.map(async (call) => ({ call, own: await calls.identitiesOf(call.name, userId) })),
    );
    const entered = known.filter(({ own }) => own.length > 0);
    if (entered.length === 0) return;
    // They may have come back since. When the homeserver does not answer, what it said last counts.
    const joined = await members.isJoinedNow(roomId, userId);
    if (joined.known && joined.value) return;
    await Promise.all(entered.map(({ call }) => removals.user(call, userId, "not-joined")));
  }

  return ({ roomId, type, stateKey: userId, content }) => {
    if (type !== "m.room.member" || userId === undefined || !members.isChecked) return;
    members.changed(roomId, userId);
    const change = parseMembershipChange(content);
    if (change !== "leave" && change !== "ban") return;
    void tasks.run("somebody who left the room could not be taken out of its call", () =>
      left(roomId, userId),
    );
  };
}
