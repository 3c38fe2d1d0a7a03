import {
  CallError,
  callErrorCodes,
  MatrixRequestError,
  SfuConnectError,
  type SfuCloseReason,
} from "@confab/core";
import { describe, expect, it } from "vitest";
import { callNoticeId, requestNoticeId, roomNoticeId } from "./callNotice.ts";

describe("callNoticeId", () => {
  it.each(callErrorCodes)("[NO1] has a notice for %s", (code) => {
    expect(callNoticeId(new CallError(code))).toMatch(/^(call|warning)\./);
  });

  it.each([
    ["unreachable", "call.sfu-unreachable"],
    ["unauthorised", "call.sfu-refused"],
    ["full", "call.sfu-full"],
    ["duplicate-identity", "call.joined-elsewhere"],
    ["removed", "call.removed"],
    ["room-closed", "call.closed"],
    ["server-shutdown", "call.sfu-shut-down"],
    ["media-failed", "call.sfu-media-failed"],
  ] satisfies [SfuCloseReason, string][])("[NO1] tells %s from the others", (reason, notice) => {
    expect(callNoticeId(new SfuConnectError(reason))).toBe(notice);
    expect(callNoticeId(new CallError("SFU_CLOSED", { data: { reason } }))).toBe(notice);
  });

  it.each([
    ["removed", "call.removed"],
    ["locked", "call.locked"],
    ["not-joined", "room.forbidden"],
    [undefined, "call.token-refused"],
    ["constructor", "call.token-refused"],
  ])("[NO3] tells why there is no grant: %s", (reason, notice) => {
    const error = new CallError("TOKEN_REFUSED", { data: { status: 403, reason } });
    expect(callNoticeId(error)).toBe(notice);
  });

  it("[NO1] survives a close reason that it does not know", () => {
    const error = new CallError("SFU_CLOSED", { data: { reason: "constructor" } });
    expect(callNoticeId(error)).toBe("call.sfu-unreachable");
  });

  it.each([
    [404, "room.not-found"],
    [403, "room.forbidden"],
    [0, "call.homeserver-unreachable"],
    [502, "call.homeserver-unreachable"],
    [429, "call.too-many-requests"],
    [400, "call.homeserver-refused"],
  ])("[NO2] reads status %i of opening a room as %s", (status, notice) => {
    expect(roomNoticeId(new MatrixRequestError({ status }))).toBe(notice);
  });

  it("[NO2] does not mistake a bug for a refusal", () => {
    expect(roomNoticeId(new TypeError("bug"))).toBe("call.internal");
    expect(requestNoticeId(new MatrixRequestError({ status: 403 }))).toBe(
      "call.homeserver-refused",
    );
  });
});
