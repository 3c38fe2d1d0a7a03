import { createFakeMember, matrixErrors } from "@confab/testing";
import {
  type LivekitTransport,
  membershipEventType,
  membershipLifetimeMs,
  parseMembership,
} from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { defaultCallConfig } from "../call/callConfig.ts";
import { createScope } from "../reactive/scope.ts";
import { joinMembership } from "./ownMembership.ts";

const transport = { type: "livekit", serviceUrl: "https://sfu.test/livekit/jwt" } as const;

function setUp() {
  const member = createFakeMember();
  const { scope, room, clock } = member;
  const join = (where: Promise<LivekitTransport> = Promise.resolve(transport)) =>
    joinMembership(scope, { room, clock, config: defaultCallConfig, transport: where });
  return { ...member, join };
}

describe("own membership", () => {
  it("[MB1] schedules the leave, announces, and restarts the leave again and again", async () => {
    const { clock, matrix, join, asked, event, stateKey } = setUp();
    join();
    await clock.advance(8000);
    expect(asked()).toEqual(["0 schedule", "0 announce", "0 restart", "4 restart", "8 restart"]);
    expect(matrix.requests[0]).toMatchObject({ delayMs: 12_000, stateKey, content: {} });
    expect(event()?.content).toMatchObject({
      application: "m.call",
      foci_preferred: [{ livekit_service_url: transport.serviceUrl }],
    });
    expect(event()?.content).not.toHaveProperty("created_ts");
  });

  it("[MB1] schedules the leave while the transport is being looked for", async () => {
    const { clock, join, asked } = setUp();
    const where = Promise.withResolvers<typeof transport>();
    join(where.promise);
    await clock.settle();
    expect(asked()).toEqual(["0 schedule"]);
    where.resolve(transport);
    await clock.settle();
    expect(asked()).toEqual(["0 schedule", "0 announce", "0 restart"]);
  });

  it("[MB2] has a dead device gone within the delay", async () => {
    const { clock, matrix, room, join, isInCall } = setUp();
    matrix.faults.syncDelayMs = 500;
    join();
    await clock.advance(7900);
    room.setOnline(false);
    await clock.advance(8000);
    expect(isInCall()).toBe(true);
    await clock.advance(12_000 - 8000);
    expect(isInCall()).toBe(false);
  });

  it("[MB3] takes the longest delay that the server allows", async () => {
    const { clock, matrix, join, asked } = setUp();
    matrix.faults.maxDelayMs = 6000;
    const own = join();
    await clock.advance(4000);
    expect(asked().slice(0, 3)).toEqual(["0 schedule", "0 schedule", "0 announce"]);
    expect(matrix.requests[1]?.delayMs).toBe(6000);
    expect(asked().slice(3)).toEqual(["0 restart", "2 restart", "4 restart"]);
    expect(own.noDelayedLeave$.value).toBe(false);
  });

  it.each(["unsupported", "disallowed"] as const)(
    "[MB4] joins without a delayed leave that is %s, and says so",
    async (delayedEvents) => {
      const { clock, matrix, join, asked, isInCall } = setUp();
      matrix.faults.delayedEvents = delayedEvents;
      const own = join();
      await clock.advance(60_000);
      expect(isInCall()).toBe(true);
      expect(own.noDelayedLeave$.value).toBe(true);
      expect(own.atRisk$.value).toBe(false);
      await own.leave();
      expect(isInCall()).toBe(false);
      expect(asked()).toEqual(["0 schedule", "0 announce", "60 leave"]);
    },
  );

  it("[MB5] schedules anew what the server has forgotten", async () => {
    const { clock, matrix, join, asked, isInCall } = setUp();
    join();
    await clock.advance(1000);
    matrix.forgetDelayedEvents();
    await clock.advance(7000);
    expect(asked().slice(3)).toEqual(["4 restart", "4 schedule", "8 restart"]);
    expect(isInCall()).toBe(true);
    expect(matrix.delayedEventCount).toBe(1);
  });

  it("[MB5] announces anew after the leave was sent in its absence", async () => {
    const { clock, room, join, asked, isInCall } = setUp();
    join();
    await clock.advance(100);
    room.setOnline(false);
    await clock.advance(13_000);
    expect(isInCall()).toBe(false);
    const before = asked().length;
    room.setOnline(true);
    await clock.advance(2000);
    expect(isInCall()).toBe(true);
    const after = asked()
      .slice(before)
      .map((request) => request.split(" ")[1]);
    expect(after.slice(0, 3)).toEqual(["restart", "schedule", "announce"]);
  });

  it("[MB6] waits as long as the server asks", async () => {
    const { clock, matrix, join, asked } = setUp();
    let refused = 0;
    matrix.faults.refuse = ({ kind }) => {
      if (kind !== "scheduleState" || refused === 1) return undefined;
      refused += 1;
      return matrixErrors.rateLimited(7000);
    };
    join();
    await clock.advance(6999);
    expect(asked()).toEqual(["0 schedule"]);
    await clock.advance(1);
    expect(asked()).toEqual(["0 schedule", "7 schedule", "7 announce", "7 restart"]);
  });

  it("[MB6] does so with restarts and the announcement, too", async () => {
    const { clock, matrix, join, asked } = setUp();
    const limited = new Set(["sendState", "updateDelayed"]);
    matrix.faults.refuse = ({ kind }) =>
      limited.delete(kind) ? matrixErrors.rateLimited(3000) : undefined;
    join();
    await clock.advance(6000);
    expect(asked()).toEqual(["0 schedule", "0 announce", "3 announce", "3 restart", "6 restart"]);
  });

  it("[MB7] repeats after a second what got no answer", async () => {
    const { clock, room, join, asked, isInCall } = setUp();
    room.setOnline(false);
    join();
    await clock.advance(2500);
    expect(asked()).toEqual(["0 schedule", "1 schedule", "2 schedule"]);
    room.setOnline(true);
    await clock.advance(500);
    expect(isInCall()).toBe(true);
  });

  it("[MB7] does not wait for ever for an answer", async () => {
    const { clock, matrix, join, asked, isInCall } = setUp();
    matrix.faults.frozen = true;
    join();
    await clock.advance(11_000);
    expect(asked()).toEqual(["0 schedule", "11 schedule"]);
    matrix.faults.frozen = false;
    await clock.advance(11_000);
    expect(isInCall()).toBe(true);
    matrix.faults.frozen = true;
    const before = asked().length;
    await clock.advance(11_000);
    expect(asked().slice(before)).toEqual(["26 restart", "32 restart"]);
  });

  it("[MB8] is at risk when no restart succeeds, until one does", async () => {
    const { clock, matrix, join } = setUp();
    const own = join();
    await clock.advance(100);
    matrix.faults.refuse = ({ kind }) =>
      kind === "updateDelayed" ? matrixErrors.unreachable() : undefined;
    await clock.advance(9800);
    expect(own.atRisk$.value).toBe(false);
    await clock.advance(100);
    expect(own.atRisk$.value).toBe(true);
    matrix.faults.refuse = () => undefined;
    await clock.advance(1000);
    expect(own.atRisk$.value).toBe(false);
  });

  it("[MB8] is at risk when it could not be announced at all", async () => {
    const { clock, matrix, join } = setUp();
    matrix.faults.frozen = true;
    const own = join();
    await clock.advance(9999);
    expect(own.atRisk$.value).toBe(false);
    await clock.advance(1);
    expect(own.atRisk$.value).toBe(true);
    matrix.faults.frozen = false;
    await clock.advance(2000);
    expect(own.atRisk$.value).toBe(false);
  });

  it("[MB9] joins again when its state event is gone, the delayed leave first", async () => {
    const { clock, join, asked, isInCall, removeEvent } = setUp();
    join();
    await clock.advance(1000);
    const before = asked().length;
    removeEvent();
    await clock.advance(0);
    expect(asked().slice(before)).toEqual(["1 restart", "1 announce", "1 restart"]);
    expect(isInCall()).toBe(true);
  });

  it("[MB9] keeps the time of joining then", async () => {
    const { clock, join, event, removeEvent } = setUp();
    join();
    const joinedAt = clock.now();
    await clock.advance(90_000);
    removeEvent();
    await clock.settle();
    expect(event()?.content).toMatchObject({
      created_ts: joinedAt,
      expires: membershipLifetimeMs + 90_000,
    });
  });

  it("[MB9] is not fooled by an older leave that sync brings late", async () => {
    const { clock, matrix, join, asked, removeEvent } = setUp();
    matrix.faults.syncDelayMs = 3000;
    removeEvent();
    await clock.advance(1000);
    join();
    await clock.advance(5000);
    expect(asked()).toEqual(["1 schedule", "1 announce", "1 restart", "5 restart"]);
  });

  it("[MB9] does not take over the time of an earlier stay that left a ghost", async () => {
    const { clock, matrix, room, roomId, join, event, stateKey, userId } = setUp();
    const content = { application: "m.call", call_id: "", device_id: "DEV", expires: 1e7 };
    matrix.putState(roomId, { type: membershipEventType, stateKey, sender: userId, content });
    await clock.advance(5000);
    expect(room.state$(membershipEventType).value.size).toBe(1);
    join();
    await clock.settle();
    expect(event()?.content).not.toHaveProperty("created_ts");
  });

  it("[MB10] renews an hour before the end, and keeps the time of joining", async () => {
    const { clock, matrix, join, event } = setUp();
    join();
    await clock.settle();
    const joinedAt = clock.now();
    const renewal = membershipLifetimeMs - 3_600_000;
    await clock.advance(renewal + 4000);
    const announced = matrix.requests.filter(({ kind }) => kind === "sendState");
    expect(announced).toHaveLength(2);
    expect(event()?.content).toMatchObject({ created_ts: joinedAt });
    expect(event()).toSatisfy((renewed: NonNullable<ReturnType<typeof event>>) => {
      const expiresAt = parseMembership(renewed)?.expiresAt ?? 0;
      return expiresAt >= joinedAt + renewal + membershipLifetimeMs;
    });
  });

  it("[MB11] ends when the room does not allow it, and cancels the leave", async () => {
    const { clock, matrix, join, asked } = setUp();
    matrix.faults.refuse = ({ kind }) =>
      kind === "sendState" ? matrixErrors.forbidden() : undefined;
    const own = join();
    await clock.advance(30_000);
    expect(own.refusal$.value).toMatchObject({ code: "MEMBERSHIP_FORBIDDEN" });
    expect(asked()).toEqual(["0 schedule", "0 announce", "0 cancel"]);
    expect(matrix.delayedEventCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MB11] passes other refusals on", async () => {
    const { clock, matrix, join } = setUp();
    matrix.faults.refuse = ({ kind }) =>
      kind === "sendState" ? matrixErrors.notFound() : undefined;
    const own = join();
    await clock.settle();
    expect(own.refusal$.value).toMatchObject({ code: "MATRIX_REQUEST", status: 404 });
  });

  it("[MB15] knows where state keys belong to users", async () => {
    const { clock, matrix, userId } = setUp();
    const roomId = matrix.createRoom(userId, { room_version: "org.matrix.msc3757.11" });
    const room = matrix.room({ roomId, userId, deviceId: "DEV" });
    const where = Promise.resolve(transport);
    joinMembership(createScope(), { room, clock, config: defaultCallConfig, transport: where });
    await clock.settle();
    expect(matrix.requests.map((request) => request.stateKey)).toContain(`${userId}_DEV_m.call`);
  });
});
