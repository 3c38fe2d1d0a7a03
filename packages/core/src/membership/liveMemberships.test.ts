import { createFakeClock, createFakeMatrix } from "@confab/testing";
import { formatMembership, membershipEventType, membershipLifetimeMs } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { createScope } from "../reactive/scope.ts";
import { liveMemberships } from "./liveMemberships.ts";

function setUp() {
  const clock = createFakeClock();
  const matrix = createFakeMatrix(clock);
  const roomId = matrix.createRoom("@creator:hs.test");
  const room = matrix.room({ roomId, userId: "@creator:hs.test", deviceId: "D" });
  const scope = createScope();
  const live$ = liveMemberships(scope, { room, clock });
  const announce = (userId: string, deviceId = "DEV", prefix = "_") =>
    matrix.putState(roomId, {
      type: membershipEventType,
      stateKey: `${prefix}${userId}_${deviceId}_m.call`,
      sender: userId,
      content: formatMembership({ userId, deviceId, transports: [] }),
    });
  const listed = () => live$.value.map(({ userId, deviceId }) => `${userId} ${deviceId}`);
  return { clock, matrix, roomId, scope, announce, listed };
}

describe("live memberships", () => {
  it("[MS1] end when they expire, one after the other", async () => {
    const { clock, matrix, roomId, scope, announce, listed } = setUp();
    matrix.join(roomId, "@a:hs.test");
    matrix.join(roomId, "@b:hs.test");
    announce("@a:hs.test");
    await clock.advance(60_000);
    announce("@b:hs.test");
    expect(listed()).toEqual(["@a:hs.test DEV", "@b:hs.test DEV"]);
    await clock.advance(membershipLifetimeMs - 60_000);
    expect(listed()).toEqual(["@b:hs.test DEV"]);
    await clock.advance(60_000);
    expect(listed()).toEqual([]);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MS1] do not begin when they arrive too late", async () => {
    const { clock, matrix, roomId, announce, listed } = setUp();
    matrix.join(roomId, "@a:hs.test");
    announce("@a:hs.test");
    await clock.advance(membershipLifetimeMs);
    announce("@b:hs.test");
    await clock.settle();
    expect(listed()).toEqual(["@b:hs.test DEV"]);
  });

  it("[MS2] end with the room's membership; an unknown one counts as joined", () => {
    const { matrix, roomId, announce, listed } = setUp();
    announce("@unknown:hs.test");
    expect(listed()).toEqual(["@unknown:hs.test DEV"]);
    matrix.leave(roomId, "@unknown:hs.test");
    expect(listed()).toEqual([]);
  });

  it("[MS3] count a device once and come in the order of joining, then of ids", async () => {
    const { clock, announce, listed } = setUp();
    announce("@b:hs.test", "B");
    announce("@b:hs.test", "A");
    announce("@b:hs.test", "A", "");
    await clock.advance(1000);
    announce("@a:hs.test");
    expect(listed()).toEqual(["@b:hs.test A", "@b:hs.test B", "@a:hs.test DEV"]);
  });
});
