import { createScope, type RoomStateEvent, type Scope } from "@confab/core";
import { membershipEventType, parseMembership } from "@confab/protocol";
import { createFakeClock, type FakeClock } from "../fakeClock.ts";
import { createFakeMatrix, type FakeMatrix } from "./fakeMatrix.ts";
import type { FakeMatrixRoom } from "./fakeMatrixRoom.ts";
import type { FakeMatrixRequest } from "./matrixFaults.ts";

/** One member's device in a new room, and what the homeserver sees of its membership. */
export interface FakeMember {
  readonly clock: FakeClock;
  readonly matrix: FakeMatrix;
  readonly roomId: string;
  readonly room: FakeMatrixRoom;
  readonly scope: Scope;
  readonly userId: string;
  /** Of the device's membership. */
  readonly stateKey: string;
  /** The device's state event as the homeserver has it. */
  readonly event: () => RoomStateEvent | undefined;
  readonly isInCall: () => boolean;
  /** Puts a leave in place of the device's state event, by the same user. */
  readonly removeEvent: () => void;
  /** What was asked, and at which second after the start: `4 restart`. */
  readonly asked: () => readonly string[];
}

export function createFakeMember(): FakeMember {
  const userId = "@alice:hs.test";
  const deviceId = "DEV";
  const stateKey = `_${userId}_${deviceId}_m.call`;
  const clock = createFakeClock();
  const startedAt = clock.now();
  const matrix = createFakeMatrix(clock);
  const roomId = matrix.createRoom("@creator:hs.test");
  matrix.join(roomId, userId, "Alice");
  const room = matrix.room({ roomId, userId, deviceId });
  // Known before the join, as in a lobby.
  room.state$(membershipEventType);
  const event = () => matrix.state(roomId, membershipEventType, stateKey);
  return {
    clock,
    matrix,
    roomId,
    room,
    scope: createScope(),
    userId,
    stateKey,
    event,
    isInCall: () => {
      const current = event();
      return current !== undefined && parseMembership(current) !== undefined;
    },
    removeEvent: () => {
      const leave = { type: membershipEventType, stateKey, sender: userId, content: {} };
      matrix.putState(roomId, leave);
    },
    asked: () =>
      matrix.requests.map((request) => `${(request.at - startedAt) / 1000} ${nameOf(request)}`),
  };
}

function nameOf({ kind, action, content }: FakeMatrixRequest): string {
  if (kind === "updateDelayed") return action ?? "";
  if (kind === "scheduleState") return "schedule";
  return Object.keys(content ?? {}).length === 0 ? "leave" : "announce";
}
