import { memberIdentity, sfuRoomName } from "@confab/protocol";
import type { LoadRequest } from "./load.ts";
import { openIdToken, serverName, userId } from "./peersMessages.ts";
import type { Peers } from "./peersProcess.ts";

const slotId = "m.call#ROOM";

/** One person with one device, who belongs to one room. */
export interface Person {
  readonly userId: string;
  readonly roomId: string;
  /** Names at the SFU. */
  readonly room: string;
  readonly identity: string;
  /** `serial`: another one is another proof of who they are. */
  tokenRequest(serial: number): LoadRequest;
  /** Hands over the delayed leave. `delayTimeoutMs`: after so long it would be sent by itself. */
  delegationRequest(delayTimeoutMs: number): LoadRequest;
}

/** People `from`, `from + 1`, …, so many to a room, who are joined to it. */
export async function gather(
  peers: Peers,
  options: { readonly from: number; readonly count: number; readonly perRoom: number },
): Promise<readonly Person[]> {
  const people = Array.from({ length: options.count }, (_, n) => {
    const room = Math.floor(n / options.perRoom);
    return person(options.from + n, `!room-${options.from}-${room}:${serverName}`);
  });
  const rooms = Map.groupBy(people, ({ roomId }) => roomId);
  await peers.tell({
    kind: "members",
    rooms: [...rooms].map(([roomId, members]) => [roomId, members.map((one) => one.userId)]),
  });
  return people;
}

/** They are connected to the SFU from now on. */
export async function connect(peers: Peers, people: readonly Person[]): Promise<void> {
  await peers.tell({
    kind: "connect",
    participants: people.map(({ room, identity }) => [room, identity]),
  });
}

function person(n: number, roomId: string): Person {
  const [deviceId, memberId] = [`DEVICE${n}`, `member-${n}`];
  const body = (serial: number) => ({
    room_id: roomId,
    slot_id: slotId,
    openid_token: {
      access_token: openIdToken(n, serial),
      token_type: "Bearer",
      matrix_server_name: serverName,
      expires_in: 3600,
    },
    member: { id: memberId, claimed_user_id: userId(n), claimed_device_id: deviceId },
  });
  return {
    userId: userId(n),
    roomId,
    room: sfuRoomName(roomId, slotId),
    identity: memberIdentity(userId(n), deviceId, memberId),
    tokenRequest: (serial) => ({ path: "/get_token", body: body(serial) }),
    delegationRequest: (delayTimeoutMs) => ({
      path: "/delegate_delayed_leave",
      body: { ...body(0), delay_id: `delay-${n}`, delay_timeout: delayTimeoutMs },
    }),
  };
}
