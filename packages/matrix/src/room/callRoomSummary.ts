import type { CallRoomSummary } from "@confab/core";
import {
  isCallRoom,
  membershipEventType,
  parseMembership,
  type StateEvent,
} from "@confab/protocol";

/**
 * What the list of calls shows of a room. Undefined for rooms that were not made for calls and never had one.
 * `now` in milliseconds since the Unix epoch.
 */
export function callRoomSummary(
  roomId: string,
  events: readonly StateEvent[],
  now: number,
): CallRoomSummary | undefined {
  const creation = events.find((event) => event.type === "m.room.create");
  const memberships = events.filter((event) => event.type === membershipEventType);
  if (memberships.length === 0 && !isCallRoom(creation?.content)) return undefined;
  const name = events.find((event) => event.type === "m.room.name")?.content;
  return {
    roomId,
    name: readName(name),
    lastActiveAt: Math.max(
      creation?.originServerTs ?? 0,
      ...memberships.map((event) => event.originServerTs),
    ),
    participantCount: memberships.filter((event) => {
      const membership = parseMembership(event);
      return membership !== undefined && membership.expiresAt > now;
    }).length,
  };
}

function readName(content: unknown): string {
  if (typeof content !== "object" || content === null || !("name" in content)) return "";
  return typeof content.name === "string" ? content.name : "";
}
