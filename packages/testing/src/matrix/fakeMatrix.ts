import type { Clock, RoomStateEvent } from "@confab/core";
import { callRoomTemplate, type LivekitTransport } from "@confab/protocol";
import { createDelayedEvents } from "./delayedEvents.ts";
import { createFakeMatrixRoom, type FakeMatrixRoom } from "./fakeMatrixRoom.ts";
import { type FakeMatrixRequest, type MatrixFaults, noMatrixFaults } from "./matrixFaults.ts";
import { createServerRoom, type NewStateEvent, type ServerRoom } from "./serverRoom.ts";

/** One homeserver in memory. Its delayed events really fire, on the fake clock. */
export interface FakeMatrix {
  readonly faults: MatrixFaults;
  /** Every request of every device, oldest first. */
  readonly requests: readonly FakeMatrixRequest[];
  /** What the homeserver offers; replace to change. */
  transports: readonly LivekitTransport[];
  /** What other homeservers offer to their own users, by server name. */
  readonly transportsElsewhere: Map<string, readonly LivekitTransport[]>;
  /** Delayed events that wait. */
  readonly delayedEventCount: number;
  /** Loses all delayed events. */
  forgetDelayedEvents(): void;
  /** Makes a room, by default from `callRoomTemplate`. The creator is joined. Returns the room id. */
  createRoom(creator: string, createRoomBody?: object): string;
  join(roomId: string, userId: string, displayName?: string): void;
  leave(roomId: string, userId: string): void;
  /** A device's view of the room; the same device may ask for several. */
  room(device: { roomId: string; userId: string; deviceId: string }): FakeMatrixRoom;
  /** Puts a state event without asking whether the sender may; sent now, if not said otherwise. */
  putState(roomId: string, event: NewStateEvent & { readonly originServerTs?: number }): void;
  state(roomId: string, type: string, stateKey: string): RoomStateEvent | undefined;
}

/** The part of a createRoom body that the fake understands. */
interface CreateRoomBody {
  readonly name?: string;
  readonly room_version?: string;
  readonly creation_content?: object;
  readonly initial_state?: readonly { type: string; state_key: string; content: object }[];
  readonly power_level_content_override?: object;
}

export function createFakeMatrix(clock: Clock): FakeMatrix {
  const rooms = new Map<string, ServerRoom>();
  const requests: FakeMatrixRequest[] = [];
  const faults = noMatrixFaults();
  const delayedEvents = createDelayedEvents(clock);

  const roomOf = (roomId: string) => {
    const room = rooms.get(roomId);
    if (room === undefined) throw new Error(`The test made no room ${roomId}`);
    return room;
  };
  const setMember = (roomId: string, userId: string, content: object) => {
    const event = { type: "m.room.member", stateKey: userId, sender: userId, content };
    roomOf(roomId).put(event, clock.now());
  };

  const matrix: FakeMatrix = {
    faults,
    requests,
    transports: [{ type: "livekit", serviceUrl: "https://sfu.test/livekit/jwt" }],
    transportsElsewhere: new Map(),
    get delayedEventCount() {
      return delayedEvents.count;
    },
    forgetDelayedEvents: () => delayedEvents.clear(),
    createRoom(creator, createRoomBody = callRoomTemplate("Test call")) {
      const body: CreateRoomBody = createRoomBody;
      const roomId = `!room-${rooms.size + 1}`;
      const room = createServerRoom(roomId);
      rooms.set(roomId, room);
      const put = (type: string, content: object, stateKey = "") =>
        room.put({ type, stateKey, sender: creator, content }, clock.now());
      put("m.room.create", { room_version: body.room_version ?? "12", ...body.creation_content });
      matrix.join(roomId, creator);
      put("m.room.power_levels", body.power_level_content_override ?? {});
      for (const event of body.initial_state ?? []) put(event.type, event.content, event.state_key);
      if (body.name !== undefined) put("m.room.name", { name: body.name });
      return roomId;
    },
    join(roomId, userId, displayName) {
      const name = displayName === undefined ? {} : { displayname: displayName };
      setMember(roomId, userId, { membership: "join", ...name });
    },
    leave(roomId, userId) {
      setMember(roomId, userId, { membership: "leave" });
    },
    room: ({ roomId, userId, deviceId }) =>
      createFakeMatrixRoom({
        clock,
        room: roomOf(roomId),
        userId,
        deviceId,
        faults,
        delayedEvents,
        transports: () => matrix.transportsElsewhere.get(serverOf(userId)) ?? matrix.transports,
        log: (request) => requests.push(request),
      }),
    putState(roomId, { originServerTs = clock.now(), ...event }) {
      roomOf(roomId).put(event, originServerTs);
    },
    state: (roomId, type, stateKey) => roomOf(roomId).state(type).get(stateKey),
  };
  return matrix;
}

/** Everything behind the first colon: a server name may contain a port. */
function serverOf(userId: string): string {
  return userId.slice(userId.indexOf(":") + 1);
}
