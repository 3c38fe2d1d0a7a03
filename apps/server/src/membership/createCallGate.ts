import type { Backend } from "../backend.ts";
import type { CallGate, EntryRefusal, EntryRequest } from "./callGate.ts";
import type { DatabaseRestrictions } from "./databaseRestrictions.ts";
import { knownIdentities, ownerOf } from "./ownerOf.ts";
import type { RoomMembers } from "./roomMembers.ts";

export function createCallGate(
  { config, calls, sfu, log }: Pick<Backend, "config" | "calls" | "sfu" | "log">,
  restrictions: DatabaseRestrictions,
  members: RoomMembers,
): CallGate {
  const { whenUnknown } = config.membership;

  async function membershipRefusal(
    { call, userId, fullAccess }: EntryRequest,
    wasRevoked: boolean,
  ): Promise<EntryRefusal | undefined> {
    if (!members.isChecked) return undefined;
    // Whoever was just thrown out is not let in again because of what we believed before.
    const joined = wasRevoked
      ? await members.isJoinedNow(call.roomId, userId)
      : await members.isJoined(call.roomId, userId);
    if (joined.known) return joined.value ? undefined : "not-joined";
    const policy = fullAccess ? whenUnknown.fullAccess : whenUnknown.restricted;
    return policy === "allow" ? undefined : "membership-unknown";
  }

  async function isInCall(roomName: string, userId: string): Promise<boolean> {
    const [known, present] = await Promise.all([
      knownIdentities(calls, roomName, userId),
      sfu.participants(roomName),
    ]);
    return present.some(({ identity }) => ownerOf(known, identity) !== undefined);
  }

  return {
    async refusal(request) {
      const { call, userId, identity } = request;
      const standing = await restrictions.standing(call.name, userId, identity);
      const refusal = await membershipRefusal(request, standing.isRevoked);
      if (refusal !== undefined) return refusal;
      if (standing.isExcluded) return "removed";
      if (standing.lockedBy !== undefined && !(await isInCall(call.name, userId))) return "locked";
      if (standing.isRevoked) await restrictions.restore(call.name, identity);
      return undefined;
    },

    async mayConnect(roomName, identity) {
      try {
        return !(await restrictions.isRevoked(roomName, identity));
      } catch (error) {
        // Calls go on without a database; what was missed is made up for when the SFU tells who came in.
        log.warn({ err: error }, "it is not known whether a token is revoked");
        return true;
      }
    },
  };
}
