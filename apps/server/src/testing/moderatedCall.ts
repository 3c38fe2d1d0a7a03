import { type CallUnderTest, callUnderTest } from "./callUnderTest.ts";

export const admin = "@admin:example.com";
export const moderator = "@moderator:example.com";
/** With as much power as the moderator. */
export const peer = "@peer:example.com";
export const member = "@member:example.com";
export const other = "@other:example.com";

/** A room with people of every rank: 100, 50, 50, 0 and 0; moderating needs 50. */
export function moderatedCall(): Promise<CallUnderTest> {
  return callUnderTest([admin, moderator, peer, member, other], {
    users: { [admin]: 100, [moderator]: 50, [peer]: 50 },
    kick: 50,
  });
}

/** Path below the room. */
export function pathOf(userId: string): string {
  return `/call/participants/${encodeURIComponent(userId)}`;
}

/** Whether each track of somebody at the SFU is muted, in the order of publishing. */
export function mutedTracks(call: CallUnderTest, identity: string): readonly boolean[] {
  const found = call.sfu.rooms.get(call.callName)?.participants.get(identity);
  return (found?.tracks ?? []).map(({ muted }) => muted);
}
