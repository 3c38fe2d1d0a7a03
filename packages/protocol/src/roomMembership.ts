import * as v from "valibot";

const isJoined = v.object({ joined: v.boolean() });
const joinedMembers = v.object({
  joined: v.pipe(
    v.unknown(),
    v.check((joined) => !Array.isArray(joined)),
    v.record(v.string(), v.unknown()),
  ),
});
const member = v.object({ membership: v.string() });

/** The answer of `…/rooms/{roomId}/is_joined` (MSC4502); undefined when it is none. */
export function parseIsJoined(input: unknown): boolean | undefined {
  const result = v.safeParse(isJoined, input);
  return result.success ? result.output.joined : undefined;
}

/** The user ids in the answer of `GET /_matrix/client/v3/rooms/{roomId}/joined_members`; undefined when it is none. */
export function parseJoinedMembers(input: unknown): ReadonlySet<string> | undefined {
  const result = v.safeParse(joinedMembers, input);
  return result.success ? new Set(Object.keys(result.output.joined)) : undefined;
}

/** `membership` in the content of an `m.room.member` event, such as `join` or `ban`; undefined when there is none. */
export function parseMembershipChange(content: unknown): string | undefined {
  const result = v.safeParse(member, content);
  return result.success ? result.output.membership : undefined;
}
