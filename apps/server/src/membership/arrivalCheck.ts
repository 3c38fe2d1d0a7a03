import type { Backend } from "../backend.ts";
import type { SfuEventListener } from "../sfu/sfuEvents.ts";
import type { BackgroundTasks } from "../background/backgroundTasks.ts";
import type { DatabaseRestrictions } from "./databaseRestrictions.ts";
import { knownIdentities, ownerOf } from "./ownerOf.ts";
import type { Removals } from "./removals.ts";
import type { RoomMembers } from "./roomMembers.ts";
import type { FoundStranger } from "./strangers.ts";

export interface ArrivalCheckDeps {
  readonly restrictions: DatabaseRestrictions;
  readonly members: RoomMembers;
  readonly removals: Removals;
  readonly foundStranger: FoundStranger;
  readonly tasks: BackgroundTasks;
}

/**
 * Looks at everybody whom the SFU let in, since it does so for tokens that were revoked or signed when their owner was
 * still in the room.
 */
export function createArrivalCheck(
  { calls }: Pick<Backend, "calls">,
  { restrictions, members, removals, foundStranger, tasks }: ArrivalCheckDeps,
): SfuEventListener {
  return async (event) => {
    if (event.kind === "room-finished") {
      await restrictions.callEnded(event.room, event.at);
      return;
    }
    if (event.kind !== "participant-joined") return;
    const { identity, participantSid: sid } = event;
    const call = await calls.room(event.room);
    // Not a call of ours: the SFU may serve others too.
    if (call === undefined) return;
    const owner =
      (await calls.whoIs(call.name, identity)) ??
      ownerOf(await knownIdentities(calls, call.name), identity);
    if (owner === undefined) {
      await foundStranger(call, { identity, sid });
      return;
    }
    const standing = await restrictions.standing(call.name, owner.userId, owner.identity);
    // Removed without being revoked: the token was just being signed when a moderator took its owner out.
    if (standing.isRevoked || standing.isExcluded) {
      await removals.connection(call, identity, "revoked");
      return;
    }
    // The homeserver may take its time, and the SFU holds back the room's next events until this one is answered.
    void tasks.run("a newcomer could not be checked", async () => {
      const joined = await members.isJoinedNow(call.roomId, owner.userId);
      if (joined.known && !joined.value) await removals.user(call, owner.userId, "not-joined");
    });
  };
}
