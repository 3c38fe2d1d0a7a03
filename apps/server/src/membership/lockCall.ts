import type { Backend } from "../backend.ts";
import type { CallRestrictions } from "./callRestrictions.ts";
import { knownIdentities, ownerOf } from "./ownerOf.ts";

/**
 * Locks a call for tokens that were signed before, too: those of everybody who is not in it now are revoked. Rejects
 * when the SFU does not say who is in it; the call is locked even then.
 */
export function createLockCall(
  { calls, sfu }: Pick<Backend, "calls" | "sfu">,
  restrictions: Pick<CallRestrictions, "lock" | "revoke">,
): CallRestrictions["lock"] {
  return async (roomName, by) => {
    // First, so that nobody gets a token whom we then do not know.
    await restrictions.lock(roomName, by);
    const present = await sfu.participants(roomName);
    const known = await knownIdentities(calls, roomName);
    const inCall = new Set(present.map(({ identity }) => ownerOf(known, identity)?.userId));
    const outside = [...known.values()].filter(({ userId }) => !inCall.has(userId));
    await restrictions.revoke(
      roomName,
      outside.map(({ identity }) => identity),
    );
  };
}
