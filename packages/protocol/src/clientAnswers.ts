import * as v from "valibot";

const createdRoom = v.object({ room_id: v.pipe(v.string(), v.startsWith("!")) });
const profile = v.object({ displayname: v.pipe(v.string(), v.minLength(1)) });

/** The room id in the answer of `POST /_matrix/client/v3/createRoom`. */
export function parseCreatedRoom(input: unknown): string | undefined {
  const result = v.safeParse(createdRoom, input);
  return result.success ? result.output.room_id : undefined;
}

/** The name in the answer of `GET /_matrix/client/v3/profile/{userId}/displayname`; undefined when none is set. */
export function parseDisplayName(input: unknown): string | undefined {
  const result = v.safeParse(profile, input);
  return result.success ? result.output.displayname : undefined;
}
