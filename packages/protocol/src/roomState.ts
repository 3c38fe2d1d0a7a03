import * as v from "valibot";

const roomMember = v.object({
  membership: v.string(),
  displayname: v.nullish(v.string()),
});
const roomName = v.object({ name: v.string() });
const roomCreation = v.object({ room_version: v.optional(v.string(), "1") });

/** One user's part in a room (`m.room.member`). */
export interface RoomMember {
  readonly isJoined: boolean;
  /** As the user wrote it, not cleaned. */
  readonly displayName: string | undefined;
}

/** Reads the content of `m.room.member`. */
export function parseRoomMember(content: unknown): RoomMember | undefined {
  const result = v.safeParse(roomMember, content);
  if (!result.success) return undefined;
  const { membership, displayname } = result.output;
  return { isJoined: membership === "join", displayName: displayname ?? undefined };
}

/** Reads the content of `m.room.name`; undefined when the room has none. */
export function parseRoomName(content: unknown): string | undefined {
  const result = v.safeParse(roomName, content);
  return result.success ? result.output.name : undefined;
}

/** Reads the room version out of the content of `m.room.create`. A missing one means "1" (Matrix spec). */
export function parseRoomVersion(content: unknown): string | undefined {
  const result = v.safeParse(roomCreation, content);
  return result.success ? result.output.room_version : undefined;
}
