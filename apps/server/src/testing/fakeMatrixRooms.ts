import type { FakeAnswer, RecordedRequest } from "./fakeHttp.ts";

interface FakeMatrixRoom {
  /** Users who are joined, of whatever homeserver. */
  readonly joined: Set<string>;
  /** Content of `m.room.power_levels`; undefined when the room has none. */
  powerLevels: object | undefined;
  readonly creator: string;
  readonly version: string;
}

/** What a homeserver knows of rooms, as its application service sees it. Observed on Synapse 1.163 (facts, 2.4). */
export interface FakeMatrixRooms {
  readonly all: Map<string, FakeMatrixRoom>;
  /** MSC4502 is on and our registration has its scope. */
  knowsIsJoined: boolean;
  create(
    roomId: string,
    joined: readonly string[],
    options?: {
      readonly powerLevels?: object;
      readonly creator?: string;
      readonly version?: string;
    },
  ): FakeMatrixRoom;
  /** Undefined for what is not a request about rooms. */
  answer(request: RecordedRequest): FakeAnswer | undefined;
}

const forbidden: FakeAnswer = {
  status: 403,
  body: { errcode: "M_FORBIDDEN", error: "Appservice not in room" },
};

export function createFakeMatrixRooms(options: {
  readonly serverName: string;
  readonly asToken: string;
}): FakeMatrixRooms {
  const all = new Map<string, FakeMatrixRoom>();
  const isOurs = (userId: string) => userId.endsWith(`:${options.serverName}`);

  function isJoined(room: FakeMatrixRoom | undefined, query: URLSearchParams): FakeAnswer {
    const userId = query.get("mxid");
    const serverName = query.get("server_name");
    const joined = [...(room?.joined ?? [])].some((member) =>
      userId === null ? member.endsWith(`:${serverName}`) : member === userId,
    );
    // Our homeserver knows nothing of a room that it is not in.
    return { body: { joined: joined && [...(room?.joined ?? [])].some(isOurs) } };
  }

  function stateEvents({ creator, version, powerLevels }: FakeMatrixRoom) {
    const event = (type: string, content: object) => ({
      type,
      sender: creator,
      state_key: "",
      content,
    });
    return [
      event("m.room.create", { room_version: version }),
      ...(powerLevels === undefined ? [] : [event("m.room.power_levels", powerLevels)]),
    ];
  }

  /** One event's content, or with `format=event` the event. */
  function state(room: FakeMatrixRoom, wanted: string, query: URLSearchParams): FakeAnswer {
    if (!maySee(room, query)) return forbidden;
    const found = stateEvents(room).find(({ type }) => type === wanted);
    if (found === undefined) return { status: 404, body: { errcode: "M_NOT_FOUND" } };
    return { body: query.get("format") === "event" ? found : found.content };
  }

  function maySee(room: FakeMatrixRoom, query: URLSearchParams): boolean {
    const asUser = query.get("user_id");
    return asUser !== null && isOurs(asUser) && room.joined.has(asUser);
  }

  const rooms: FakeMatrixRooms = {
    all,
    knowsIsJoined: true,
    create(roomId, joined, { powerLevels, creator = joined[0] ?? "", version = "12" } = {}) {
      const room = { joined: new Set(joined), powerLevels, creator, version };
      all.set(roomId, room);
      return room;
    },
    answer({ path, query, headers }) {
      const match =
        /^\/_matrix\/client\/(v3|unstable\/io\.element\.msc4502)\/rooms\/([^/]+)\/(.+)$/.exec(path);
      if (match === null) return undefined;
      const [, version, escapedRoomId = "", rest = ""] = match;
      if (headers.authorization !== `Bearer ${options.asToken}`) {
        return { status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } };
      }
      const room = all.get(decodeURIComponent(escapedRoomId));
      if (version !== "v3") {
        if (rest !== "is_joined" || !rooms.knowsIsJoined) {
          return { status: 404, body: { errcode: "M_UNRECOGNIZED" } };
        }
        return isJoined(room, query);
      }
      if (room === undefined) return forbidden;
      if (rest === "joined_members") {
        if (![...room.joined].some(isOurs)) return forbidden;
        return { body: { joined: Object.fromEntries([...room.joined].map((id) => [id, {}])) } };
      }
      if (rest === "state") {
        return maySee(room, query) ? { body: stateEvents(room) } : forbidden;
      }
      const type = /^state\/([^/]+)\/?$/.exec(rest)?.[1];
      if (type !== undefined) return state(room, decodeURIComponent(type), query);
      return { status: 404, body: { errcode: "M_UNRECOGNIZED" } };
    },
  };
  return rooms;
}
