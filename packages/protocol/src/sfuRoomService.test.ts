import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseSfuParticipant,
  parseSfuParticipants,
  parseSfuRooms,
  parseTwirpError,
} from "./sfuRoomService.ts";

const track = { sid: "TR_1", source: "CAMERA", muted: true, width: 640 };
const participant = {
  identity: "alice",
  sid: "PA_1",
  state: "ACTIVE",
  joined_at: "1700000000",
  joined_at_ms: "1700000000123",
  tracks: [track],
};
const alice = {
  identity: "alice",
  sid: "PA_1",
  joinedAt: 1_700_000_000_123,
  tracks: [{ sid: "TR_1", source: "CAMERA", muted: true }],
};

describe("the SFU's room service", () => {
  it("[PQ1] reads rooms, with the millisecond of their creation when there is one", () => {
    expect(
      parseSfuRooms({
        rooms: [
          {
            name: "a",
            sid: "RM_1",
            creation_time: "1700000000",
            creation_time_ms: "1700000000123",
          },
          { name: "b", sid: "RM_2", creation_time: "1700000000", creation_time_ms: "0" },
          { name: "c", sid: "RM_3", creation_time: 1_700_000_000 },
        ],
      }),
    ).toEqual([
      { name: "a", sid: "RM_1", createdAt: 1_700_000_000_123 },
      { name: "b", sid: "RM_2", createdAt: 1_700_000_000_000 },
      { name: "c", sid: "RM_3", createdAt: 1_700_000_000_000 },
    ]);
    expect(parseSfuRooms({})).toEqual([]);
  });

  it("[PQ1] reads participants and their tracks", () => {
    expect(parseSfuParticipants({ participants: [participant] })).toEqual([alice]);
    expect(parseSfuParticipants({})).toEqual([]);
    expect(parseSfuParticipant(participant)).toEqual(alice);
  });

  it("[PQ1] bears a source that it does not know", () => {
    const tracks = [{ ...track, source: 17 }, { sid: "TR_2" }];
    expect(parseSfuParticipant({ ...participant, tracks })?.tracks).toEqual([
      { sid: "TR_1", source: "17", muted: true },
      { sid: "TR_2", source: "undefined", muted: false },
    ]);
  });

  it("[PQ2] reads an error's code", () => {
    expect(parseTwirpError({ code: "not_found", msg: "no room" })).toEqual({
      code: "not_found",
      msg: "no room",
    });
    expect(parseTwirpError("<html>")).toEqual({ code: "", msg: "" });
  });

  it("[PQ1] takes anything else for no answer", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        for (const parse of [parseSfuRooms, parseSfuParticipants]) {
          const found = parse(input);
          expect(found === undefined || Array.isArray(found)).toBe(true);
        }
        expect(() => parseSfuParticipant(input)).not.toThrow();
      }),
    );
    expect(parseSfuRooms({ rooms: [{ creation_time: "soon" }] })).toBeUndefined();
    expect(parseSfuParticipants({ participants: [{ identity: 1 }] })).toBeUndefined();
  });
});
