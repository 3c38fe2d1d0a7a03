import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseAppServiceDelegation,
  parseAppServiceTokenRequest,
  parseFederatedTokenRequest,
} from "./appServiceRequest.ts";
import { formatRelayedRequest } from "./federationRelay.ts";

const body = {
  url: "wss://sfu.test",
  room_id: "!r",
  slot_id: "m.call#ROOM",
  member_id: "mem",
  future: 1,
};
const olderBody = {
  ...body,
  member_id: undefined,
  member: { id: "mem", claimed_device_id: "DEV" },
};

describe("parseAppServiceTokenRequest", () => {
  it("[PT7] reads the newest form, which has the membership alone", () => {
    expect(parseAppServiceTokenRequest(body)).toEqual({
      request: {
        url: "wss://sfu.test",
        roomId: "!r",
        slotId: "m.call#ROOM",
        member: { memberId: "mem", deviceId: undefined },
        serverName: undefined,
      },
    });
  });

  it("[PT7] reads the older form, which has the device too", () => {
    expect(parseAppServiceTokenRequest({ ...olderBody, server_name: "b.test" })).toMatchObject({
      request: { member: { memberId: "mem", deviceId: "DEV" }, serverName: "b.test" },
    });
  });

  it.each([
    ["no-url", { ...body, url: "" }],
    ["no-room-or-slot", { ...body, room_id: null }],
    ["no-room-or-slot", { ...body, slot_id: "" }],
    ["no-member", { ...body, member_id: "" }],
    ["no-member", { ...olderBody, member: { id: "mem" } }],
    ["invalid-identifier", { ...body, room_id: "r" }],
    ["invalid-identifier", { ...body, member_id: "\0" }],
    ["invalid-identifier", { ...olderBody, member: { id: "mem", claimed_device_id: "\n" } }],
    ["wrong-types", { ...body, url: 1 }],
    ["wrong-types", [body]],
    ["wrong-types", undefined],
  ])("[PT8] names the first problem: %s in %j", (problem, input) => {
    expect(parseAppServiceTokenRequest(input)).toEqual({ problem });
  });
});

describe("parseFederatedTokenRequest", () => {
  it("[PT7] reads what our own relay writes, in both forms", () => {
    for (const input of [body, olderBody]) {
      const own = parseAppServiceTokenRequest(input);
      if ("problem" in own) throw new Error(own.problem);
      const relayed = formatRelayedRequest(own.request, "@u:hs");
      expect(parseFederatedTokenRequest(relayed)).toEqual({
        request: { ...own.request, userId: "@u:hs" },
      });
    }
  });

  it.each([
    ["no-user", body],
    ["invalid-identifier", { ...body, user_id: "u:hs" }],
    ["invalid-identifier", { ...body, user_id: "@u" }],
    ["no-url", { ...body, url: "", user_id: "@u:hs" }],
  ])("[PT8] names the first problem: %s in %j", (problem, input) => {
    expect(parseFederatedTokenRequest(input)).toEqual({ problem });
  });
});

describe("parseAppServiceDelegation", () => {
  it("[PT9] needs the id alone: the homeserver knows the delay", () => {
    const bare = { ...body, delay_id: "d" };
    expect(parseAppServiceDelegation(bare)).toMatchObject({
      request: { delayId: "d", delayTimeoutMs: undefined },
    });
    expect(parseAppServiceDelegation({ ...bare, delay_timeout: 8000 })).toMatchObject({
      request: { delayId: "d", delayTimeoutMs: 8000 },
    });
  });

  it.each([
    ["no-delay-id", body],
    ["invalid-identifier", { ...body, delay_id: "d\0" }],
    ["delay-too-long", { ...body, delay_id: "d", delay_timeout: 86_400_001 }],
    ["wrong-types", { ...body, delay_id: "d", delay_timeout: "8000" }],
  ])("[PT8] names the first problem: %s in %j", (problem, input) => {
    expect(parseAppServiceDelegation(input)).toEqual({ problem });
  });
});

describe("all parsers", () => {
  it("[PT8] answer every input, and never throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (input, field) => {
        for (const parse of [
          parseAppServiceTokenRequest,
          parseFederatedTokenRequest,
          parseAppServiceDelegation,
        ]) {
          expect(parse(input)).toHaveProperty("problem");
          for (const name of Object.keys(body)) {
            const result = parse({ ...body, [name]: field });
            expect("problem" in result || "request" in result).toBe(true);
          }
        }
      }),
    );
  });
});
