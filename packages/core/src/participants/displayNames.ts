import { parseRoomMember } from "@confab/protocol";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import { computed, type ReadonlySignal } from "../reactive/signal.ts";
import { cleanName, localpart, nameKey } from "./displayName.ts";

/**
 * What the members of a room are called: the room's display name, or the localpart. Two that look the same are told
 * apart by their user ids (client-server API, "Calculating the display name for a user").
 */
export function displayNames(room: MatrixRoomPort): (userId: string) => ReadonlySignal<string> {
  const members$ = room.state$("m.room.member");
  const names$ = computed(() => {
    const names = new Map<string, string>();
    const bearers = new Map<string, number>();
    for (const [userId, { content }] of members$.value) {
      const member = parseRoomMember(content);
      if (member?.isJoined !== true) continue;
      const name = cleanName(member.displayName ?? "") || localpart(userId);
      names.set(userId, name);
      bearers.set(nameKey(name), (bearers.get(nameKey(name)) ?? 0) + 1);
    }
    return { names, bearers };
  });
  return (userId) =>
    computed(() => {
      const { names, bearers } = names$.value;
      const name = names.get(userId);
      if (name === undefined) return localpart(userId);
      return (bearers.get(nameKey(name)) ?? 0) > 1 ? `${name} (${userId})` : name;
    });
}
