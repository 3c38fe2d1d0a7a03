import { createFakeMember } from "@confab/testing";
import type { LivekitTransport } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { defaultCallConfig } from "../call/callConfig.ts";
import { joinMembership } from "./ownMembership.ts";

const transport = { type: "livekit", serviceUrl: "https://sfu.test/livekit/jwt" } as const;

function setUp() {
  const member = createFakeMember();
  const { scope, room, clock } = member;
  const join = (where: Promise<LivekitTransport> = Promise.resolve(transport)) =>
    joinMembership(scope, { room, clock, config: defaultCallConfig, transport: where });
  return { ...member, join };
}

describe("leaving", () => {
  it("[MB12] leaves by sending the scheduled leave", async () => {
    const { clock, matrix, join, asked, isInCall } = setUp();
    const own = join();
    await clock.advance(1000);
    await own.leave();
    expect(asked().at(-1)).toBe("1 send");
    expect(isInCall()).toBe(false);
    expect(matrix.delayedEventCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MB12] sends a leave of its own when that fails", async () => {
    const { clock, matrix, join, asked, isInCall } = setUp();
    const own = join();
    await clock.advance(1000);
    matrix.forgetDelayedEvents();
    await own.leave();
    expect(asked().slice(-2)).toEqual(["1 send", "1 leave"]);
    expect(isInCall()).toBe(false);
  });

  it("[MB12] takes back what was never announced", async () => {
    const { clock, matrix, join, asked } = setUp();
    const own = join(new Promise(() => {}));
    await clock.settle();
    await own.leave();
    expect(asked()).toEqual(["0 schedule", "0 cancel"]);
    expect(matrix.delayedEventCount).toBe(0);
  });

  it("[MB13] keeps the delayed leave when the announcement may arrive after the leave", async () => {
    const { clock, matrix, join, isInCall } = setUp();
    const own = join();
    matrix.faults.latencyMs = 8000;
    await clock.advance(4000);
    matrix.faults.latencyMs = 0;
    const leaving = own.leave();
    await clock.advance(3000);
    await leaving;
    expect(isInCall()).toBe(false);
    await clock.advance(1000);
    expect(isInCall()).toBe(true);
    await clock.advance(12_000);
    expect(isInCall()).toBe(false);
  });

  it("[MB14] leaves a closing page with one request", async () => {
    const { clock, join, asked, isInCall } = setUp();
    const own = join();
    await clock.advance(1000);
    own.leaveAtOnce();
    expect(asked().at(-1)).toBe("1 send");
    await clock.settle();
    expect(isInCall()).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MB14] without a delayed leave sends a leave of its own", async () => {
    const { clock, matrix, join, asked } = setUp();
    matrix.faults.delayedEvents = "unsupported";
    const own = join();
    await clock.advance(1000);
    own.leaveAtOnce();
    await clock.settle();
    expect(asked().at(-1)).toBe("1 leave");
  });

  it("[CP7] leaves when its scope ends", async () => {
    const { clock, scope, join, isInCall } = setUp();
    join();
    await clock.advance(1000);
    scope.end();
    await clock.settle();
    expect(isInCall()).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});
