import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAppServiceTransaction } from "./appServiceTransaction.ts";
import { readJoinTokenClaims } from "./joinTokenClaims.ts";
import { parseIsJoined, parseJoinedMembers, parseMembershipChange } from "./roomMembership.ts";

describe("membership of rooms", () => {
  it("[PJ1] reads whether somebody is joined", () => {
    expect(parseIsJoined({ joined: true })).toBe(true);
    expect(parseIsJoined({ joined: false, more: 1 })).toBe(false);
    for (const input of [{}, { joined: "true" }, { errcode: "M_FORBIDDEN" }, null, "joined"]) {
      expect(parseIsJoined(input)).toBeUndefined();
    }
  });

  it("[PJ1] reads who is joined, whatever is said about them", () => {
    const joined = { "@a:hs": { display_name: "A", avatar_url: null }, "@b:other": {} };
    expect(parseJoinedMembers({ joined })).toEqual(new Set(["@a:hs", "@b:other"]));
    expect(parseJoinedMembers({ joined: {} })).toEqual(new Set());
    for (const input of [{}, { joined: ["@a:hs"] }, { joined: null }, undefined]) {
      expect(parseJoinedMembers(input)).toBeUndefined();
    }
  });

  it("[PJ1] reads what a membership event says", () => {
    expect(parseMembershipChange({ membership: "ban", reason: "r" })).toBe("ban");
    for (const content of [{}, { membership: 1 }, null, "ban"]) {
      expect(parseMembershipChange(content)).toBeUndefined();
    }
  });
});

describe("parseAppServiceTransaction", () => {
  const event = {
    room_id: "!r",
    type: "m.room.member",
    sender: "@a:hs",
    event_id: "$1",
    state_key: "@b:hs",
    origin_server_ts: 1,
    content: { membership: "leave" },
  };
  const read = {
    roomId: "!r",
    type: "m.room.member",
    sender: "@a:hs",
    eventId: "$1",
    stateKey: "@b:hs",
    originServerTs: 1,
    content: { membership: "leave" },
  };

  it("[PJ2] reads events in their order, with and without a state key", () => {
    const message = { ...event, type: "m.room.encrypted", state_key: undefined };
    expect(parseAppServiceTransaction({ events: [message, event] })).toEqual([
      { ...read, type: "m.room.encrypted", stateKey: undefined },
      read,
    ]);
  });

  it("[PJ2] leaves out what is no event of a room", () => {
    const ephemeral = { type: "m.typing", room_id: "!r", content: { user_ids: [] } };
    const events = [null, 1, ephemeral, { ...event, sender: 1 }, event];
    expect(parseAppServiceTransaction({ events, ephemeral: [ephemeral] })).toEqual([read]);
    for (const input of [{}, { events: {} }, [], null]) {
      expect(parseAppServiceTransaction(input)).toBeUndefined();
    }
  });
});

describe("readJoinTokenClaims", () => {
  const token = (claims: unknown) =>
    `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;

  it("[PJ3] reads room and identity, as the SFU does also with white space between", () => {
    const jwt = token({ sub: "@ä:hs:D", video: { room: "call", roomJoin: true } });
    const claims = { room: "call", identity: "@ä:hs:D" };
    expect(readJoinTokenClaims(jwt)).toEqual(claims);
    expect(readJoinTokenClaims(`${jwt.slice(0, 20)} \n${jwt.slice(20)}`)).toEqual(claims);
  });

  it("[PJ3] reads nothing else", () => {
    const others = [
      {},
      { sub: "a" },
      { sub: "", video: { room: "r" } },
      { sub: "a", video: { room: "" } },
    ];
    for (const claims of [...others, null, "x"]) {
      expect(readJoinTokenClaims(token(claims))).toBeUndefined();
    }
    for (const jwt of ["", ".", "a.b.c", "a..c"]) {
      expect(readJoinTokenClaims(jwt)).toBeUndefined();
    }
  });
});

it("[PJ4] no input makes a reader throw", () => {
  const property = fc.property(fc.jsonValue(), fc.string(), (input, text) => {
    for (const one of [input, { joined: input }, { membership: input }, { events: [input] }]) {
      parseIsJoined(one);
      parseJoinedMembers(one);
      parseMembershipChange(one);
      parseAppServiceTransaction(one);
    }
    readJoinTokenClaims(text);
    readJoinTokenClaims(`.${text}.`);
  });
  expect(() => fc.assert(property)).not.toThrow();
});
