import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import { type FakeAnswer, type FakeHttp, type RecordedRequest, startFakeHttp } from "./fakeHttp.ts";

const service = "/twirp/livekit.RoomService/";
export const createRoomPath = `${service}CreateRoom`;

/** LiveKit's names of track sources. */
type TrackSource = "MICROPHONE" | "CAMERA" | "SCREEN_SHARE" | "SCREEN_SHARE_AUDIO";

interface FakeTrack {
  readonly sid: string;
  readonly source: TrackSource;
  muted: boolean;
}

interface FakeParticipant {
  readonly identity: string;
  readonly sid: string;
  readonly joinedAtMs: number;
  readonly tracks: FakeTrack[];
}

interface FakeRoom {
  readonly name: string;
  readonly sid: string;
  readonly createdAtMs: number;
  readonly participants: Map<string, FakeParticipant>;
}

/** A webhook as LiveKit sends it. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: { readonly authorization: string; readonly "content-type": string };
}

/** As much of LiveKit's room service (Twirp over JSON) as this server talks to. Nobody is told anything by itself. */
export interface FakeSfu extends FakeHttp {
  readonly rooms: Map<string, FakeRoom>;
  /** Somebody connects; the room is made when it is missing. */
  join(room: string, identity: string, sources?: readonly TrackSource[]): FakeParticipant;
  leave(room: string, identity: string): void;
  /** Answers of the test's own, tried first. */
  override: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer> | undefined;
  /** An event in protobuf's JSON form, such as `{event: "room_started", room: {name, sid}}`; id and time are added. */
  webhook(event: object, options?: { readonly secret?: string }): Promise<SignedWebhook>;
}

const notFound: FakeAnswer = { status: 404, body: { code: "not_found", msg: "not found" } };

export async function startFakeSfu(
  options: {
    readonly apiKey?: string;
    readonly apiSecret?: string;
    readonly now?: () => number;
  } = {},
): Promise<FakeSfu> {
  const { apiKey = "key", apiSecret = "secret", now = Date.now } = options;
  const rooms = new Map<string, FakeRoom>();
  let counter = 0;
  const nextId = (prefix: string) => {
    counter += 1;
    return `${prefix}_${counter}`;
  };
  const http = await startFakeHttp((request) => fake.override(request) ?? answer(request));

  function makeRoom(name: string): FakeRoom {
    const found = rooms.get(name);
    if (found !== undefined) return found;
    const room = { name, sid: nextId("RM"), createdAtMs: now(), participants: new Map() };
    rooms.set(name, room);
    return room;
  }

  function answer(request: RecordedRequest): FakeAnswer {
    const method = request.path.startsWith(service) ? request.path.slice(service.length) : "";
    const body = readBody(request);
    const room = rooms.get(body.room ?? "");
    const participant = room?.participants.get(body.identity ?? "");
    switch (method) {
      case "CreateRoom":
        return { body: formatRoom(makeRoom(body.name ?? "")) };
      case "ListRooms": {
        const wanted = body.names ?? [];
        const found = [...rooms.values()].filter(
          ({ name }) => wanted.length === 0 || wanted.includes(name),
        );
        return { body: { rooms: found.map(formatRoom) } };
      }
      case "ListParticipants":
        // LiveKit answers for a room that is not there as for an empty one.
        return { body: { participants: [...(room?.participants.values() ?? [])].map(format) } };
      case "GetParticipant":
        return participant === undefined ? notFound : { body: format(participant) };
      case "RemoveParticipant":
        return room?.participants.delete(body.identity ?? "") === true ? { body: {} } : notFound;
      case "DeleteRoom":
        return rooms.delete(body.room ?? "") ? { body: {} } : notFound;
      case "MutePublishedTrack": {
        const track = participant?.tracks.find(({ sid }) => sid === body.trackSid);
        if (track === undefined) return notFound;
        track.muted = body.muted === true;
        return { body: { track } };
      }
      default:
        return { status: 404, headers: { "content-type": "text/plain" }, body: "not found" };
    }
  }

  const fake: FakeSfu = {
    ...http,
    rooms,
    override: () => undefined,
    join(roomName, identity, sources = []) {
      const tracks = sources.map((source) => ({ sid: nextId("TR"), source, muted: false }));
      const participant = { identity, sid: nextId("PA"), joinedAtMs: now(), tracks };
      makeRoom(roomName).participants.set(identity, participant);
      return participant;
    },
    leave(roomName, identity) {
      rooms.get(roomName)?.participants.delete(identity);
    },
    async webhook(event, { secret = apiSecret } = {}) {
      const seconds = Math.floor(now() / 1000);
      const body = JSON.stringify({ id: nextId("EV"), createdAt: String(seconds), ...event });
      const sha256 = createHash("sha256").update(body).digest("base64");
      const authorization = await new SignJWT({ sha256 })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(apiKey)
        .setNotBefore(seconds)
        .setExpirationTime(seconds + 300)
        .sign(new TextEncoder().encode(secret));
      return { body, headers: { authorization, "content-type": "application/webhook+json" } };
    },
  };
  return fake;
}

interface RequestBody {
  readonly name?: string;
  readonly names?: readonly string[];
  readonly room?: string;
  readonly identity?: string;
  readonly trackSid?: string;
  readonly muted?: boolean;
}

function readBody(request: RecordedRequest): RequestBody {
  const body: RequestBody = request.body === "" ? {} : JSON.parse(request.body);
  return body;
}

function formatRoom(room: FakeRoom): object {
  return {
    name: room.name,
    sid: room.sid,
    creation_time: String(Math.floor(room.createdAtMs / 1000)),
    creation_time_ms: String(room.createdAtMs),
    num_participants: room.participants.size,
  };
}

function format(participant: FakeParticipant): object {
  const { identity, sid, joinedAtMs, tracks } = participant;
  return {
    identity,
    sid,
    state: "ACTIVE",
    joined_at: String(Math.floor(joinedAtMs / 1000)),
    joined_at_ms: String(joinedAtMs),
    tracks,
  };
}
