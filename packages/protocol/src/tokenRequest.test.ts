import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLegacyTokenRequest, parseMemberTokenRequest } from "./tokenRequest.ts";

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
        delegatesLeave: false,
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
        delegatesLeave: false,
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
    ["wrong-types", { ...member, member: "mem" }],
    ["wrong-types", { ...member, delay_timeout: 1.5 }],
    ["wrong-types", []],
  ])("[PT3] names the first problem: %s in %j", (problem, body) => {
    expect(parseMemberTokenRequest(body)).toEqual({ problem });
  });

  it("[PT4] ignores unknown fields and recognises a delegation", () => {
    const body = { ...member, delay_id: "d", delay_timeout: 8000, delay_cs_api_url: "x", new: 1 };
    expect(parseMemberTokenRequest(body)).toMatchObject({ request: { delegatesLeave: true } });
  });
});

describe("both parsers", () => {
  it("[PT3] answer every input, and never throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(parseLegacyTokenRequest(input)).toHaveProperty("problem");
        expect(parseMemberTokenRequest(input)).toHaveProperty("problem");
      }),
    );
  });
});
