import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callRoomTemplate, isCallRoom } from "./callRoomTemplate.ts";
import { parseRoomMember, parseRoomName, parseRoomVersion } from "./roomState.ts";

describe("room for calls", () => {
  it("[PR1] is reached by its link alone", () => {
    const template = callRoomTemplate("Weekly");
    expect(template).toMatchObject({
      name: "Weekly",
      visibility: "private",
      room_version: "12",
      initial_state: [
        { type: "m.room.join_rules", content: { join_rule: "public" } },
        { type: "m.room.encryption", content: { algorithm: "m.megolm.v1.aes-sha2" } },
        { type: "m.room.history_visibility", content: { history_visibility: "joined" } },
        { type: "m.room.guest_access", content: { guest_access: "forbidden" } },
      ],
    });
    expect(template).not.toHaveProperty("room_alias_name");
  });

  it("[PR2] lets members call, and nothing else", () => {
    expect(callRoomTemplate("Weekly")).toHaveProperty("power_level_content_override", {
      users_default: 0,
      events_default: 0,
      state_default: 50,
      invite: 50,
      kick: 50,
      ban: 50,
      redact: 50,
      events: {
        "org.matrix.msc3401.call.member": 0,
        "org.matrix.msc4143.rtc.member": 0,
        "m.room.power_levels": 100,
        "m.room.encryption": 100,
        "m.room.join_rules": 100,
        "m.room.history_visibility": 100,
        "m.room.tombstone": 100,
        "m.room.server_acl": 100,
      },
    });
  });

  it("[PR3] is known by its type", () => {
    expect(callRoomTemplate("")).toHaveProperty("creation_content", {
      type: "org.matrix.msc3417.call",
    });
    expect(isCallRoom({ room_version: "12", type: "org.matrix.msc3417.call" })).toBe(true);
    expect(isCallRoom({ room_version: "12" })).toBe(false);
    expect(isCallRoom({ type: "m.space" })).toBe(false);
  });

  it("[PR4] has members, a name and a version", () => {
    expect(parseRoomMember({ membership: "join", displayname: "Ann" })).toEqual({
      isJoined: true,
      displayName: "Ann",
    });
    expect(parseRoomMember({ membership: "leave", displayname: null })).toEqual({
      isJoined: false,
      displayName: undefined,
    });
    expect(parseRoomName({ name: "Weekly" })).toBe("Weekly");
    expect(parseRoomVersion({ room_version: "12" })).toBe("12");
    expect(parseRoomVersion({ creator: "@old:example.org" })).toBe("1");
  });

  it("[PR4] is not made of anything else, and nothing throws", () => {
    expect(parseRoomMember({ membership: 1 })).toBeUndefined();
    expect(parseRoomName({})).toBeUndefined();
    expect(parseRoomVersion("12")).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (content) => {
        parseRoomMember(content);
        parseRoomName(content);
        parseRoomVersion(content);
        isCallRoom(content);
      }),
    );
  });
});
