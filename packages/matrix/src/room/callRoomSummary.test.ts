import { formatMembership, membershipEventType, type StateEvent } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { callRoomSummary } from "./callRoomSummary.ts";

const hour = 3_600_000;
const now = 100 * hour;

const event = (
  type: string,
  stateKey: string,
  originServerTs: number,
  content: object,
): StateEvent => ({
  type,
  stateKey,
  sender: "@ann:hs",
  eventId: `$${type}${stateKey}`,
  originServerTs,
  content,
});
const creation = event("m.room.create", "", hour, { type: "org.matrix.msc3417.call" });
const membership = (deviceId: string, at: number) =>
  event(
    membershipEventType,
    `_@ann:hs_${deviceId}_m.call`,
    at,
    formatMembership({ userId: "@ann:hs", deviceId, transports: [] }),
  );

describe("call room summary", () => {
  it("[MS5] lists a room that was made for calls before its first call", () => {
    const name = event("m.room.name", "", hour, { name: "Monday" });
    expect(callRoomSummary("!1", [creation, name], now)).toEqual({
      roomId: "!1",
      name: "Monday",
      lastActiveAt: hour,
      participantCount: 0,
    });
  });

  it("[MS5] counts memberships that have not ended or expired", () => {
    const left = event(membershipEventType, "_@ann:hs_GONE_m.call", now - hour, {});
    const events = [creation, membership("A", now - hour), membership("B", now - 5 * hour), left];
    expect(callRoomSummary("!1", events, now)).toMatchObject({
      participantCount: 1,
      lastActiveAt: now - hour,
    });
  });

  it("[MS5] lists an ordinary room once it had a call", () => {
    const ordinary = event("m.room.create", "", hour, {});
    expect(callRoomSummary("!1", [ordinary], now)).toBeUndefined();
    expect(callRoomSummary("!1", [ordinary, membership("A", now)], now)).toMatchObject({
      participantCount: 1,
    });
  });

  it("[MS5] has no name where the room's name is no text", () => {
    const name = event("m.room.name", "", hour, { name: { en: "Monday" } });
    expect(callRoomSummary("!1", [creation, name], now)?.name).toBe("");
  });
});
