import type { Backend } from "../backend.ts";
import type { CallRestrictions, Eject } from "./callRestrictions.ts";
import { knownIdentities, ownerOf } from "./ownerOf.ts";

export function createEject(
  { calls, sfu }: Pick<Backend, "calls" | "sfu">,
  restrictions: Pick<CallRestrictions, "revoke">,
): Eject {
  return async (roomName, userId) => {
    const known = await knownIdentities(calls, roomName, userId);
    // First, so that nobody comes back while the others are still being removed.
    await restrictions.revoke(roomName, [...known.keys()]);
    if (userId === undefined) {
      await sfu.end(roomName);
      return;
    }
    const present = await sfu.participants(roomName);
    await Promise.all(
      present
        .filter(({ identity }) => ownerOf(known, identity) !== undefined)
        .map(({ identity }) => sfu.remove(roomName, identity)),
    );
  };
}
