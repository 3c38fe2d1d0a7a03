import * as v from "valibot";

// Protobuf's JSON form with the names of its fields as they are: what LiveKit's Twirp server answers with.
const text = v.optional(v.string(), "");
const count = v.optional(
  v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(0)),
  0,
);

const room = v.pipe(
  v.object({ name: text, sid: text, creation_time: count, creation_time_ms: count }),
  v.transform(({ name, sid, creation_time, creation_time_ms }) => ({
    name,
    sid,
    createdAt: creation_time_ms || creation_time * 1000,
  })),
);

const participant = v.pipe(
  v.object({
    identity: text,
    sid: text,
    joined_at: count,
    joined_at_ms: count,
    tracks: v.optional(
      v.array(
        v.object({
          sid: text,
          source: v.optional(v.unknown()),
          muted: v.optional(v.boolean(), false),
        }),
      ),
      [],
    ),
  }),
  v.transform(({ identity, sid, joined_at, joined_at_ms, tracks }) => ({
    identity,
    sid,
    joinedAt: joined_at_ms || joined_at * 1000,
    tracks: tracks.map((track) => ({ ...track, source: String(track.source) })),
  })),
);

const rooms = v.object({ rooms: v.optional(v.array(room), []) });
const participants = v.object({ participants: v.optional(v.array(participant), []) });
const twirpError = v.object({ code: text, msg: text });

/** A room of LiveKit's room service. Times in milliseconds since the Unix epoch. */
export interface SfuRoomInfo {
  readonly name: string;
  readonly sid: string;
  readonly createdAt: number;
}

export interface SfuParticipantInfo {
  readonly identity: string;
  readonly sid: string;
  readonly joinedAt: number;
  readonly tracks: readonly {
    readonly sid: string;
    /** Such as `SCREEN_SHARE_AUDIO`; something else for a source that is newer than this program. */
    readonly source: string;
    readonly muted: boolean;
  }[];
}

/** The answer of `ListRooms`; undefined when it is none. */
export function parseSfuRooms(input: unknown): readonly SfuRoomInfo[] | undefined {
  const result = v.safeParse(rooms, input);
  return result.success ? result.output.rooms : undefined;
}

/** The answer of `ListParticipants`; undefined when it is none. */
export function parseSfuParticipants(input: unknown): readonly SfuParticipantInfo[] | undefined {
  const result = v.safeParse(participants, input);
  return result.success ? result.output.participants : undefined;
}

/** The answer of `GetParticipant`; undefined when it is none. */
export function parseSfuParticipant(input: unknown): SfuParticipantInfo | undefined {
  const result = v.safeParse(participant, input);
  return result.success ? result.output : undefined;
}

/** The body of an error (Twirp); empty texts for anything that is not one. */
export function parseTwirpError(input: unknown): { readonly code: string; readonly msg: string } {
  const result = v.safeParse(twirpError, input);
  return result.success ? result.output : { code: "", msg: "" };
}
