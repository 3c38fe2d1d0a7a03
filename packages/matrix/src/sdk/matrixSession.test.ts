import { createScope, type Scope } from "@confab/core";
import type { StateEvent } from "@confab/protocol";
import { createFakeClock, createFakeHttpClient } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createMatrixSession } from "./matrixSession.ts";
import type { SyncListener } from "./syncClient.ts";

const homeserverUrl = "https://hs.example";
const client = `${homeserverUrl}/_matrix/client`;
const session = { userId: "@ann:hs", deviceId: "DEV", accessToken: "secret", homeserverUrl };
const roomId = "!room";
const stateUrl = `${client}/v3/rooms/!room/state`;
const joinUrl = `${client}/v3/join/!room`;
const openIdUrl = `${client}/v3/user/%40ann%3Ahs/openid/request_token`;
const leaveUrl = `${client}/v3/rooms/!room/leave`;

const member = (membership: string, eventId = "$member"): StateEvent => ({
  type: "m.room.member",
  stateKey: "@ann:hs",
  sender: "@ann:hs",
  eventId,
  originServerTs: 1,
  content: { membership },
});
const callRoom: StateEvent = {
  type: "m.room.create",
  stateKey: "",
  sender: "@ann:hs",
  eventId: "$create",
  originServerTs: 1,
  content: { type: "org.matrix.msc3417.call" },
};

/** A signed-in session whose sync does what the test says. */
function setUp(options: { readonly loadFailures?: number } = {}) {
  const scope = createScope();
  const clock = createFakeClock();
  const http = createFakeHttpClient();
  let failures = options.loadFailures ?? 0;
  let started: { listener: SyncListener; scope: Scope } | undefined;
  let retries = 0;
  http.route("GET", stateUrl, () => ({
    status: 200,
    body: [
      {
        type: "m.room.member",
        state_key: "@ann:hs",
        sender: "@ann:hs",
        event_id: "$member",
        origin_server_ts: 1,
        content: { membership: "join" },
      },
    ],
  }));
  const port = createMatrixSession(scope, {
    session,
    http,
    clock,
    async loadSync() {
      failures -= 1;
      if (failures >= 0) throw new Error("chunk not found");
      return (syncScope, _session, listener) => {
        started = { listener, scope: syncScope };
        return { retryNow: () => (retries += 1) };
      };
    },
  });
  const sync = async () => {
    // A room that the test opened at once has its head start.
    if (started === undefined) await clock.advance(1500);
    await clock.settle();
    if (started === undefined) throw new Error("the sync has not started");
    return started;
  };
  return { scope, clock, http, port, sync, retries: () => retries, started: () => started };
}

const sent = (http: ReturnType<typeof createFakeHttpClient>, url: string) =>
  http.requests.filter((request) => request.url === url).length;

describe("Matrix session", () => {
  it("[MS1] opens a room without any sync, and fetches what a call asks for next", async () => {
    const { http, port } = setUp();
    const room = await port.openRoom(roomId, []);
    expect(room.ready$.value).toBe(true);
    expect(room.state$("m.room.member").value.has("@ann:hs")).toBe(true);
    const urls = http.requests.map(({ url }) => url);
    expect(urls).toContain(openIdUrl);
    expect(urls).toContain(`${client}/unstable/org.matrix.msc4143/rtc/transports`);
    expect(urls).toContain(`${client}/versions`);
  });

  it("[MO3] keeps an opened room current by the sync", async () => {
    const { port, sync } = setUp();
    const room = await port.openRoom(roomId, []);
    const { listener } = await sync();
    listener.onRoom({ roomId, joined: true, state: [callRoom, member("join")] });
    expect(room.state$("m.room.create").value.get("")?.eventId).toBe("$create");
  });

  it("[MS3] is connecting, then online or offline as requests and sync say", async () => {
    const { http, port, sync } = setUp();
    expect(port.state$.value).toBe("connecting");
    const { listener } = await sync();
    listener.onSynced();
    expect(port.state$.value).toBe("online");
    listener.onSyncFailed();
    expect(port.state$.value).toBe("offline");
    listener.onSynced();
    expect(port.state$.value).toBe("online");
    http.offline = true;
    await port.createCallRoom("Monday").catch(() => {});
    expect(port.state$.value).toBe("offline");
  });

  it("[MS3] is signed out for good when the token is revoked", async () => {
    const { http, port, sync } = setUp();
    const { listener, scope } = await sync();
    http.route("POST", `${client}/v3/createRoom`, () => ({
      status: 401,
      body: { errcode: "M_UNKNOWN_TOKEN" },
    }));
    await port.createCallRoom("Monday").catch(() => {});
    expect(port.state$.value).toBe("signed-out");
    expect(scope.ended).toBe(true);
    listener.onSyncFailed();
    expect(port.state$.value).toBe("signed-out");
  });

  it("[MS4] lets the sync try again as soon as the homeserver answers", async () => {
    const { port, sync, retries } = setUp();
    const { listener } = await sync();
    listener.onSyncFailed();
    await port.openRoom(roomId, []);
    expect(retries()).toBeGreaterThan(0);
  });

  it("[MS5] lists rooms after the first sync, latest activity first", async () => {
    const { port, sync } = setUp();
    const { listener } = await sync();
    const other = { ...callRoom, originServerTs: 5 };
    listener.onRoom({ roomId: "!a", joined: true, state: [callRoom] });
    listener.onRoom({ roomId: "!b", joined: true, state: [other] });
    listener.onRoom({ roomId: "!chat", joined: true, state: [{ ...callRoom, content: {} }] });
    listener.onRoom({ roomId: "!left", joined: false, state: [callRoom] });
    expect(port.rooms$.value).toBeUndefined();
    listener.onSynced();
    expect(port.rooms$.value?.map((room) => room.roomId)).toEqual(["!b", "!a"]);
    listener.onRoom({ roomId: "!b", joined: false, state: [other] });
    listener.onSynced();
    expect(port.rooms$.value?.map((room) => room.roomId)).toEqual(["!a"]);
  });

  it("[MS6] opens a room once", async () => {
    const { http, port } = setUp();
    const [first, second] = await Promise.all([
      port.openRoom(roomId, []),
      port.openRoom(roomId, []),
    ]);
    expect(await port.openRoom(roomId, [])).toBe(first);
    expect(second).toBe(first);
    expect(sent(http, stateUrl)).toBe(1);
  });

  it("[MS6] opens a room again after it failed", async () => {
    const { http, port } = setUp();
    http.offline = true;
    await expect(port.openRoom(roomId, [])).rejects.toMatchObject({ status: 0 });
    http.offline = false;
    await expect(port.openRoom(roomId, [])).resolves.toMatchObject({ roomId });
  });

  it("[MS6] joins again after somebody removed us", async () => {
    const { http, port, sync } = setUp();
    const room = await port.openRoom(roomId, []);
    const { listener } = await sync();
    listener.onRoom({ roomId, joined: false, state: [member("leave", "$kick")] });
    listener.onRoom({ roomId, joined: false, state: [member("leave", "$kick")] });
    http.route("POST", joinUrl, () => ({ status: 200, body: {} }));
    const again = await port.openRoom(roomId, []);
    expect(again).not.toBe(room);
  });

  it("[MS7] takes a room that we are not in any more as left", async () => {
    const { http, port } = setUp();
    http.route("POST", leaveUrl, () => ({ status: 403, body: { errcode: "M_FORBIDDEN" } }));
    await expect(port.leaveRoom(roomId)).resolves.toBeUndefined();
    http.route("POST", leaveUrl, () => ({ status: 500, body: {} }));
    await expect(port.leaveRoom(roomId)).rejects.toMatchObject({ status: 500 });
  });

  it("[MS8] ends the sync with its scope", async () => {
    const { scope, clock, sync } = setUp();
    const started = await sync();
    scope.end();
    expect(started.scope.ended).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MS10] starts the sync at once when no room is being opened", async () => {
    const { clock, started } = setUp();
    await clock.advance(0);
    expect(started()).toBeDefined();
  });

  it("[MS10] lets a room that is opened at once go first", async () => {
    const { clock, port, started } = setUp();
    await port.openRoom(roomId, []);
    await clock.advance(1499);
    expect(started()).toBeUndefined();
    await clock.advance(1);
    expect(started()).toBeDefined();
  });

  it("[MS9] fetches the sync's code again when it could not be loaded", async () => {
    const { scope, clock, port, sync } = setUp({ loadFailures: 2 });
    await clock.advance(6000);
    const { listener } = await sync();
    listener.onSynced();
    expect(port.rooms$.value).toEqual([]);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[MS9] stops fetching it when the session has ended", async () => {
    const { scope, clock } = setUp({ loadFailures: 100 });
    await clock.advance(0);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });
});
