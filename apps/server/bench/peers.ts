import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../src/testing/listenOnLoopback.ts";
import { type PeersMessage, type PeersOrder, userOfToken } from "./peersMessages.ts";

/**
 * A homeserver and an SFU in a process of their own, that do as little as possible: what is measured is the server
 * between them.
 */
const members = new Map<string, Set<string>>();
const connected = new Map<string, Set<string>>();
const counts = { userinfo: 0, isJoined: 0, sfu: 0, delayedEvents: 0 };

process.on("message", (order: PeersOrder) => {
  obey(order);
  tell({ kind: "done", counts });
});
process.on("disconnect", () => process.exit());

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    answer(request, response, Buffer.concat(chunks).toString("utf8"));
  });
});
server.keepAliveTimeout = 60_000;
tell({ kind: "listening", port: await listenOnLoopback(server) });

function obey(order: PeersOrder): void {
  switch (order.kind) {
    case "members":
      for (const [roomId, userIds] of order.rooms) members.set(roomId, new Set(userIds));
      break;
    case "connect":
      for (const [room, identity] of order.participants) setOf(connected, room).add(identity);
      break;
    case "kick":
      setOf(members, order.roomId).delete(order.userId);
      break;
    case "clear":
      members.clear();
      connected.clear();
  }
}

type Answer = readonly [status: number, content: object];

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? "/", "http://peers");
  const unknown: Answer = [404, { errcode: "M_UNRECOGNIZED" }];
  const [status, content] = answerAsSfu(url, body) ?? answerAsHomeserver(url) ?? unknown;
  const text = JSON.stringify(content);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

function answerAsHomeserver({ pathname, searchParams }: URL): Answer | undefined {
  if (pathname === "/_matrix/federation/v1/openid/userinfo") {
    counts.userinfo += 1;
    return [200, { sub: userOfToken(searchParams.get("access_token") ?? "") }];
  }
  if (pathname.includes("/delayed_events/")) {
    counts.delayedEvents += 1;
    return [200, {}];
  }
  const question = /\/rooms\/([^/]+)\/(is_joined|joined_members)$/.exec(pathname);
  if (question === null) return undefined;
  const inRoom = setOf(members, decodeURIComponent(question[1] ?? ""));
  if (question[2] === "joined_members") {
    return [200, { joined: Object.fromEntries([...inRoom].map((user) => [user, {}])) }];
  }
  counts.isJoined += 1;
  const user = searchParams.get("mxid");
  return [200, { joined: user === null ? inRoom.size > 0 : inRoom.has(user) }];
}

function answerAsSfu({ pathname }: URL, body: string): Answer | undefined {
  const method = /^\/twirp\/livekit\.RoomService\/(\w+)$/.exec(pathname)?.[1];
  if (method === undefined) return undefined;
  counts.sfu += 1;
  const { name = "", room = "", identity = "" }: Partial<Record<string, string>> = JSON.parse(body);
  const notFound: Answer = [404, { code: "not_found", msg: "not found" }];
  switch (method) {
    case "CreateRoom":
      setOf(connected, name);
      return [200, toRoom(name)];
    case "ListRooms":
      return [200, { rooms: [...connected.keys()].map(toRoom) }];
    case "ListParticipants":
      return [200, { participants: [...setOf(connected, room)].map(toParticipant) }];
    case "GetParticipant":
      return setOf(connected, room).has(identity) ? [200, toParticipant(identity)] : notFound;
    case "RemoveParticipant":
      if (!setOf(connected, room).delete(identity)) return notFound;
      tell({ kind: "removed", identity, at: Date.now() });
      return [200, {}];
    default:
      return undefined;
  }
}

function toRoom(name: string): object {
  return { name, sid: `RM_${name}`, creation_time: "1700000000" };
}

function toParticipant(identity: string): object {
  return { identity, sid: `PA_${identity}`, state: "ACTIVE", joined_at: "1700000000", tracks: [] };
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const found = map.get(key) ?? new Set<string>();
  map.set(key, found);
  return found;
}

function tell(message: PeersMessage): void {
  process.send?.(message);
}
