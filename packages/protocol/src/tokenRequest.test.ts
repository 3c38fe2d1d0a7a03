import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseDelegationRequest,
  parseLegacyTokenRequest,
  parseMemberTokenRequest,
} from "./tokenRequest.ts";

const legacy = {
  room: "!r:hs",
  openid_token: {
    access_token: "secret",
    token_type: "Bearer",
    matrix_server_name: "hs",
    expires_in: 3600,
  },
  device_id: "DEV",
};

const member = {
  room_id: "!r",
  slot_id: "m.call#ROOM",
  openid_token: legacy.openid_token,
  member: { id: "mem", claimed_user_id: "@u:hs", claimed_device_id: "DEV" },
};

describe("parseLegacyTokenRequest", () => {
  it("[PT1] reads a request of an old client, whose slot is m.call#ROOM", () => {
    expect(parseLegacyTokenRequest(legacy)).toEqual({
      request: {
        kind: "legacy",
        roomId: "!r:hs",
        slotId: "m.call#ROOM",
        openIdToken: { accessToken: "secret", matrixServerName: "hs" },
        deviceId: "DEV",
        leave: undefined,
      },
    });
  });

  it.each([
    ["no-room", { ...legacy, room: "" }],
    ["no-room", { ...legacy, room: undefined, openid_token: undefined }],
    ["incomplete-openid-token", { ...legacy, openid_token: null }],
    ["incomplete-openid-token", { ...legacy, openid_token: { access_token: "a" } }],
    ["incomplete-delegation", { ...legacy, delay_id: "d" }],
    ["incomplete-delegation", { ...legacy, delay_timeout: 8000 }],
    ["incomplete-delegation", { ...legacy, delay_id: "d", delay_timeout: -1 }],
    ["delay-too-long", { ...legacy, delay_id: "d", delay_timeout: 86_400_001 }],
    ["invalid-identifier", { ...legacy, room: "room" }],
    ["invalid-identifier", { ...legacy, room: "!" }],
    ["invalid-identifier", { ...legacy, room: `!${"r".repeat(255)}` }],
    ["invalid-identifier", { ...legacy, room: "!r\0:hs" }],
    ["invalid-identifier", { ...legacy, room: "!r\ud800" }],
    ["invalid-identifier", { ...legacy, device_id: "D".repeat(300) }],
    ["invalid-identifier", { ...legacy, delay_id: "d\n", delay_timeout: 8000 }],
    ["wrong-types", { ...legacy, room: 1 }],
    ["wrong-types", { ...legacy, delay_timeout: "8000" }],
    ["wrong-types", []],
    ["wrong-types", null],
    ["wrong-types", "room"],
  ])("[PT3] names the first problem: %s in %j", (problem, body) => {
    expect(parseLegacyTokenRequest(body)).toEqual({ problem });
  });
});

describe("parseMemberTokenRequest", () => {
  it("[PT2] reads a request that names slot and membership", () => {
    expect(parseMemberTokenRequest(member)).toEqual({
      request: {
        kind: "member",
        roomId: "!r",
        slotId: "m.call#ROOM",
        openIdToken: { accessToken: "secret", matrixServerName: "hs" },
        deviceId: "DEV",
        memberId: "mem",
        claimedUserId: "@u:hs",
        leave: undefined,
      },
    });
  });

  it.each([
    ["no-room-or-slot", { ...member, slot_id: "" }],
    ["no-room-or-slot", {}],
    ["incomplete-member", { ...member, member: undefined }],
    ["incomplete-member", { ...member, member: { id: "mem", claimed_user_id: "@u:hs" } }],
    ["incomplete-openid-token", { ...member, openid_token: { matrix_server_name: "hs" } }],
    ["incomplete-delegation", { ...member, delay_id: "d", delay_timeout: 0 }],
    ["delay-too-long", { ...member, delay_id: "d", delay_timeout: 1e12 }],
    ["invalid-identifier", { ...member, slot_id: "s".repeat(256) }],
    ["invalid-identifier", { ...member, slot_id: "m.call#\u0000" }],
    ["invalid-identifier", { ...member, member: { ...member.member, id: "m".repeat(513) } }],
    ["invalid-identifier", { ...member, member: { ...member.member, claimed_device_id: "\t" } }],
    ["wrong-types", { ...member, member: "mem" }],
    ["wrong-types", { ...member, delay_timeout: 1.5 }],
    ["wrong-types", []],
  ])("[PT3] names the first problem: %s in %j", (problem, body) => {
    expect(parseMemberTokenRequest(body)).toEqual({ problem });
  });

  it("[PT4] ignores unknown fields and recognises a leave that is handed over", () => {
    const body = { ...member, delay_id: "d", delay_timeout: 8000, delay_cs_api_url: "x", new: 1 };
    expect(parseMemberTokenRequest(body)).toMatchObject({
      request: { leave: { delayId: "d", delayTimeoutMs: 8000 } },
    });
  });

  it("[PT5] takes identifiers as they are: room ids without a server, paths, anything in Unicode", () => {
    const room_id = `!${"é".repeat(127)}`;
    const odd = {
      id: "@u:hs:DEV ".repeat(30),
      claimed_user_id: "@u:hs",
      claimed_device_id: "../é",
    };
    expect(parseMemberTokenRequest({ ...member, room_id, slot_id: "../#", member: odd })).toEqual({
      request: expect.objectContaining({ roomId: room_id, slotId: "../#", deviceId: "../é" }),
    });
  });
});

describe("parseDelegationRequest", () => {
  it("[PT6] must have a leave", () => {
    const body = { ...member, delay_id: "d", delay_timeout: 86_400_000 };
    expect(parseDelegationRequest(body)).toMatchObject({
      request: { memberId: "mem", leave: { delayId: "d", delayTimeoutMs: 86_400_000 } },
    });
    for (const half of [{}, { delay_id: "d" }, { delay_timeout: 8000 }]) {
      expect(parseDelegationRequest({ ...member, ...half })).toEqual({
        problem: "incomplete-delegation",
      });
    }
  });
});

describe("all parsers", () => {
  const parsers = [parseLegacyTokenRequest, parseMemberTokenRequest, parseDelegationRequest];

  it("[PT3] answer every input, and never throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        for (const parse of parsers) expect(parse(input)).toHaveProperty("problem");
      }),
    );
  });

  it("[PT5] let nothing through that no database takes", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    const id = fc.oneof(
      text,
      fc.string({ maxLength: 4 }),
      fc.constantFrom("\0", "\ud800", "\u0085"),
    );
    let passed = 0;
    const check = (room: string, slot: string, device: string, delay: string) => {
      const leave = { delay_id: delay, delay_timeout: delay === "" ? 0 : 8000 };
      const inMember = { ...member.member, claimed_device_id: device };
      const bodies = [
        { ...legacy, ...leave, room, device_id: device },
        { ...member, ...leave, room_id: room, slot_id: slot, member: inMember },
      ];
      for (const result of bodies.flatMap((body) => parsers.map((parse) => parse(body)))) {
        if ("problem" in result) continue;
        passed += 1;
        const { roomId, slotId, deviceId, leave: handed } = result.request;
        expect(roomId).toMatch(/^!./u);
        for (const kept of [roomId, slotId, deviceId, handed?.delayId ?? ""]) {
          expect(kept.isWellFormed()).toBe(true);
          expect(kept).not.toMatch(/\p{Cc}/u);
          expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(255);
        }
      }
    };
    const room = fc.oneof(text, id).map((rest) => `!${rest}`);
    fc.assert(fc.property(room, id, id, id, check), { numRuns: 1000 });
    expect(passed).toBeGreaterThan(10);
  });
});
