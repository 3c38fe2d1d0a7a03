import { sfuRoomName } from "@confab/protocol";
import { onTestFinished } from "vitest";
import type { CallRoom } from "../calls/callIndex.ts";
import type { EntryRefusal } from "../membership/callGate.ts";
import { createMembership, type Membership } from "../membership/createMembership.ts";
import { backendUnderTest, type BackendUnderTest } from "./backendUnderTest.ts";

export const roomId = "!room";
export const [ann, bob, eve] = ["@ann:example.com", "@bob:example.com", "@eve:other.org"];

export interface MembershipUnderTest extends BackendUnderTest {
  readonly membership: Membership;
  readonly call: CallRoom;
  /** Who is joined to the Matrix room of the call. */
  readonly joined: Set<string>;
  /** Asks for a token, as if the user's homeserver had vouched for them. */
  readonly ask: (
    userId: string,
    options?: { readonly device?: string; readonly fullAccess?: boolean },
  ) => Promise<EntryRefusal | undefined>;
  /** Gets a token whatever the gate says, and connects. */
  readonly enter: (userId: string, device?: string) => Promise<string>;
  /** Connects with a token of before, as far as the SFU is concerned. */
  readonly arrive: (identity: string) => Promise<void>;
  /** Who is in the call at the SFU. */
  readonly present: () => readonly string[];
  /** Until nothing runs in the background. Nothing begins any more. */
  readonly settle: () => Promise<void>;
}

export const identityOf = (userId: string, device = "D") => `${userId}:${device}`;

/** Membership between fakes; Ann, Bob and Eve of another homeserver are in the room, and nobody is in the call. */
export async function membershipUnderTest(
  options: Parameters<typeof backendUnderTest>[0] = {},
): Promise<MembershipUnderTest> {
  const backend = await backendUnderTest(options);
  const membership = createMembership(backend);
  onTestFinished(() => membership.stop());
  const call = { name: sfuRoomName(roomId, "slot"), roomId, slotId: "slot" };
  const { rooms } = backend.fakeHomeserver;
  const { joined } = rooms.all.get(roomId) ?? rooms.create(roomId, [ann, bob, eve]);
  return {
    ...backend,
    membership,
    call,
    joined,
    ask: (userId, { device, fullAccess = userId !== eve } = {}) =>
      membership.gate.refusal({ call, userId, identity: identityOf(userId, device), fullAccess }),
    async enter(userId, device = "D") {
      const identity = identityOf(userId, device);
      await backend.calls.remember(call, { identity, userId, deviceId: device });
      backend.fakeSfu.join(call.name, identity);
      return identity;
    },
    async arrive(identity) {
      const { sid: participantSid } = backend.fakeSfu.join(call.name, identity);
      const roomSid = backend.fakeSfu.rooms.get(call.name)?.sid ?? "";
      await backend.sfuEvents.publish({
        kind: "participant-joined",
        room: call.name,
        roomSid,
        at: backend.clock.now(),
        identity,
        participantSid,
      });
    },
    present: () => [...(backend.fakeSfu.rooms.get(call.name)?.participants.keys() ?? [])],
    settle: () => membership.stop(),
  };
}
