import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64UrlText } from "./base64Url.ts";
import { formatMemberTokenRequest, formatTokenRequest, parseSfuGrant } from "./sfuGrant.ts";

const url = "wss://sfu.example.org/livekit/sfu";
const claims = {
  iss: "key",
  sub: "@jörg:example.org:DEVICE",
  iat: 1_760_000_000,
  nbf: 1_760_000_000,
  exp: 1_760_003_600,
  video: { roomJoin: true, room: "krj2dgxw2K6EOm9he4GfQJ6JsSVWfJ8a7BkyjZcSmxs", canPublish: true },
};
const jwtOf = (payload: unknown) =>
  ["{}", JSON.stringify(payload), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

describe("grant", () => {
  it("[PG1] tells room and identity", () => {
    const now = 1_760_000_000_500;
    const jwt = jwtOf(claims);
    expect(parseSfuGrant({ url, jwt }, now)).toEqual({
      url,
      jwt,
      room: claims.video.room,
      identity: claims.sub,
      expiresAt: now + 3_600_000,
    });
  });

  it("[PG1] is read from base64url and UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeBase64UrlText(Buffer.from(text).toString("base64url"))).toBe(text);
      }),
    );
    // "?>" needs the characters in which the alphabets differ.
    expect(decodeBase64UrlText("Pz4_Pj8-")).toBe("?>?>?>");
    expect(decodeBase64UrlText("Pz4/Pj8+")).toBeUndefined();
    expect(decodeBase64UrlText("_w")).toBeUndefined();
  });

  it("[PG2] lasts as long on a clock that is wrong", () => {
    const wrong = 1_700_000_000_000;
    expect(parseSfuGrant({ url, jwt: jwtOf(claims) }, wrong)?.expiresAt).toBe(wrong + 3_600_000);
    const { iat: _iat, nbf: _nbf, ...timeless } = claims;
    expect(parseSfuGrant({ url, jwt: jwtOf(timeless) }, wrong)?.expiresAt).toBe(1_760_003_600_000);
  });

  it.each([
    ["nothing", undefined],
    ["a page", "<html>"],
    ["no token", { url }],
    ["another scheme", { url: "ftp://sfu", jwt: jwtOf(claims) }],
    ["half a token", { url, jwt: "abc" }],
    ["no JSON", { url, jwt: `e30.${Buffer.from("{").toString("base64url")}.x` }],
    ["no room", { url, jwt: jwtOf({ ...claims, video: {} }) }],
    ["no identity", { url, jwt: jwtOf({ ...claims, sub: "" }) }],
    ["no end", { url, jwt: jwtOf({ ...claims, exp: undefined }) }],
  ])("[PG3] is none: %s", (_name, answer) => {
    expect(parseSfuGrant(answer, 0)).toBeUndefined();
  });

  it("[PG3] does not throw, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ url: fc.constant(url), jwt: fc.string() })),
        (answer) => {
          expect(() => parseSfuGrant(answer, 0)).not.toThrow();
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        expect(() => parseSfuGrant({ url, jwt: jwtOf(payload) }, 0)).not.toThrow();
      }),
    );
  });

  it("[PG4] is asked for as services read it, in both forms", () => {
    const openIdToken = {
      accessToken: "token",
      tokenType: "Bearer",
      matrixServerName: "example.org",
      expiresIn: 3600,
    };
    const openid_token = {
      access_token: "token",
      token_type: "Bearer",
      matrix_server_name: "example.org",
      expires_in: 3600,
    };
    const device = { roomId: "!room", deviceId: "DEVICE", openIdToken };
    expect(formatTokenRequest(device)).toEqual({
      room: "!room",
      device_id: "DEVICE",
      openid_token,
    });
    const member = { ...device, slotId: "m.call#ROOM", memberId: "id", userId: "@a:example.org" };
    expect(formatMemberTokenRequest(member)).toEqual({
      room_id: "!room",
      slot_id: "m.call#ROOM",
      openid_token,
      member: { id: "id", claimed_user_id: "@a:example.org", claimed_device_id: "DEVICE" },
    });
  });
});
