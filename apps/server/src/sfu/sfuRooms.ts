import {
  parseSfuParticipant,
  parseSfuParticipants,
  parseSfuRooms,
  type SfuParticipantInfo,
} from "@confab/protocol";
import type { JsonClient } from "../http/jsonClient.ts";
import type { SignAccessToken } from "./accessToken.ts";
import { createRoomService, RoomServiceError } from "./roomService.ts";

/** A room that the SFU has now. */
export interface SfuRoom {
  readonly name: string;
  /** The SFU's own id of this room's life: another one when the room ended and was made again. */
  readonly sid: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

export type SfuTrackSource = "microphone" | "camera" | "screen" | "screen-audio" | "other";

interface SfuTrack {
  readonly sid: string;
  readonly source: SfuTrackSource;
  readonly muted: boolean;
}

/** One connection of a device to a room of the SFU. */
export interface SfuParticipant {
  readonly identity: string;
  /** The SFU's own id of this connection: another one when the device comes back. */
  readonly sid: string;
  /** Milliseconds since the Unix epoch. */
  readonly joinedAt: number;
  readonly tracks: readonly SfuTrack[];
}

/**
 * The part of the SFU's room service that this server uses. Everything rejects when the SFU does not answer or refuses
 * our key; that something is not there is an answer.
 */
export interface SfuRooms {
  /** Makes the room when it is missing. */
  create(name: string): Promise<void>;
  /** All rooms, or those of `names` that are there. */
  list(names?: readonly string[]): Promise<readonly SfuRoom[]>;
  /** Who is in the room; empty when there is no such room. */
  participants(room: string): Promise<readonly SfuParticipant[]>;
  /** Undefined when the SFU says that nobody of this identity is there. */
  participant(room: string, identity: string): Promise<SfuParticipant | undefined>;
  /** Ends the connection. False when there was none. Its token stays valid: the SFU cannot revoke it. */
  remove(room: string, identity: string): Promise<boolean>;
  /** Ends the room for everybody. False when there was none. */
  end(room: string): Promise<boolean>;
  /** Silences a track. False when it is not there. Only its owner can undo it. */
  mute(room: string, identity: string, trackSid: string): Promise<boolean>;
  /** Resolves when the SFU answers and accepts our key. */
  probe(): Promise<void>;
}

/** Seconds after which an empty room ends: before anybody came, and after the last one left. */
const emptyTimeout = 300;
const departureTimeout = 20;

export function createLivekitRooms(client: JsonClient, sign: SignAccessToken): SfuRooms {
  const call = createRoomService(client, sign);
  const inRoom = (method: string, room: string, request: object = {}) =>
    call({ method, request: { room, ...request }, grant: { roomAdmin: true, room } });

  async function list(names: readonly string[]): Promise<readonly SfuRoom[]> {
    const answer = await call({
      method: "ListRooms",
      request: { names },
      grant: { roomList: true },
    });
    return understood(parseSfuRooms(answer));
  }

  return {
    async create(name) {
      // Without `maxParticipants`: as many as the SFU allows.
      const request = { name, emptyTimeout, departureTimeout };
      await call({ method: "CreateRoom", request, grant: { roomCreate: true } });
    },
    list: (names = []) => list(names),
    async participants(room) {
      const answer = await unlessMissing(inRoom("ListParticipants", room));
      if (answer === undefined) return [];
      return understood(parseSfuParticipants(answer)).map(toParticipant);
    },
    async participant(room, identity) {
      const answer = await unlessMissing(inRoom("GetParticipant", room, { identity }));
      return answer === undefined
        ? undefined
        : toParticipant(understood(parseSfuParticipant(answer)));
    },
    remove: (room, identity) => wasThere(inRoom("RemoveParticipant", room, { identity })),
    end: (room) =>
      wasThere(call({ method: "DeleteRoom", request: { room }, grant: { roomCreate: true } })),
    mute: (room, identity, trackSid) =>
      wasThere(inRoom("MutePublishedTrack", room, { identity, trackSid, muted: true })),
    async probe() {
      // A room that nobody has: the cheapest question that needs the key.
      await list(["confab-health"]);
    },
  };
}

function understood<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error("the SFU's answer is not understood");
  return answer;
}

async function wasThere(request: Promise<unknown>): Promise<boolean> {
  return (await unlessMissing(request.then(() => true))) ?? false;
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof RoomServiceError && error.code === "not_found") return undefined;
    throw error;
  }
}

function toParticipant(info: SfuParticipantInfo): SfuParticipant {
  return {
    ...info,
    tracks: info.tracks.map((track) => ({
      ...track,
      source: trackSources.get(track.source) ?? "other",
    })),
  };
}

const trackSources: ReadonlyMap<string, SfuTrackSource> = new Map([
  ["MICROPHONE", "microphone"],
  ["CAMERA", "camera"],
  ["SCREEN_SHARE", "screen"],
  ["SCREEN_SHARE_AUDIO", "screen-audio"],
]);
