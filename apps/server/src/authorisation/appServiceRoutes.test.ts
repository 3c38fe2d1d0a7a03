import { describe, expect, it } from "vitest";
import {
  alice,
  answering,
  asAlice,
  bob,
  claimsOf,
  federation,
  fromOther,
  olderRequest,
  post,
  request,
  roomName,
  stable,
  startAppService as start,
  unstable,
} from "../testing/appServiceUnderTest.ts";
import type { FakeAnswer } from "../testing/fakeHttp.ts";
import { createRoomPath } from "../testing/fakeSfu.ts";
import { serverUnderTest, testSecrets } from "../testing/serverUnderTest.ts";

const delayedPath = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/";

describe("who may ask", () => {
  it("[SB1] is our homeserver alone", async () => {
    const server = await start();
    for (const [url, identity] of [
      [`${unstable}/get_token`, asAlice],
      [`${unstable}/delegate_delayed_leave`, asAlice],
      [`${federation}/get_token`, fromOther],
      ["/_matrix/app/v1/ping", {}],
    ] as const) {
      const without = await post(server, url, { ...identity, authorization: "" });
      expect([without.statusCode, without.json()]).toEqual([
        401,
        { errcode: "M_MISSING_TOKEN", error: "Missing homeserver access token" },
      ]);
      for (const token of ["x", testSecrets.asToken, `${testSecrets.hsToken}x`]) {
        const other = await post(server, url, { ...identity, authorization: `Bearer ${token}` });
        expect([other.statusCode, other.json()]).toEqual([
          401,
          { errcode: "M_UNKNOWN_TOKEN", error: "Unrecognised homeserver access token" },
        ]);
      }
    }
    expect(server.homeserver.requests).toEqual([]);
  });

  it("[SB2] says for whom, and asks for its own users alone", async () => {
    const server = await start();
    const nobody = await post(server, `${unstable}/get_token`, fromOther);
    expect([nobody.statusCode, nobody.json()]).toEqual([
      401,
      { errcode: "M_UNAUTHORIZED", error: "Missing request authorization" },
    ]);
    for (const userId of ["alice", "@alice", "@:", bob]) {
      const malformed = await post(server, `${unstable}/get_token`, {
        "x-matrix-user-identifier": userId,
      });
      expect([malformed.statusCode, malformed.json()]).toEqual([
        400,
        { errcode: "M_INVALID_PARAM", error: "Malformed user identifier" },
      ]);
    }
    const nowhere = await post(server, `${federation}/get_token`, asAlice);
    expect([nowhere.statusCode, nowhere.json()]).toEqual([
      401,
      { errcode: "M_UNAUTHORIZED", error: "Missing request origin" },
    ]);
  });

  it("[SB1] finds nothing of it on the public listener", async () => {
    const { app } = await start();
    const headers = { authorization: `Bearer ${testSecrets.hsToken}`, ...asAlice };
    const answer = await app.inject({ method: "POST", url: `${federation}/get_token`, headers });
    expect(answer.statusCode).not.toBe(200);
    expect(answer.statusCode).toBe(404);
  });

  it("[SB1] finds it on the one listener of a service that has no other", async () => {
    const server = await serverUnderTest({ config: { mode: "service" } });
    server.homeserver.rooms.create("!room:example.com", [alice]);
    expect(server.internal).toBeUndefined();
    expect((await post(server, `${stable}/get_token`, asAlice)).statusCode).toBe(200);
  });

  it("[SB3] answers a ping, with the length of the answer", async () => {
    const answer = await post(await start(), "/_matrix/app/v1/ping", {}, { transaction_id: "t" });
    expect([answer.statusCode, answer.body]).toEqual([200, "{}"]);
    expect(answer.headers["content-length"]).toBe("2");
  });
});

describe("tokens for our own users", () => {
  it.each([`${unstable}/get_token`, `${stable}/get_token`])(
    "[SB4] name who asks by membership alone, or with the device when it is said (%s)",
    async (url) => {
      const server = await start();
      const newest = claimsOf(await post(server, url, asAlice));
      expect(newest.sub).toBe("M3VnsLXrkbxIDINXO64u8PZzFyD9ZYFiQULR2dshWYs");
      const older = claimsOf(await post(server, url, asAlice, olderRequest));
      expect(older.sub).toBe("J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU");
      for (const claims of [newest, older]) {
        expect(claims["video"]).toEqual({
          roomJoin: true,
          room: roomName,
          canPublish: true,
          canSubscribe: true,
          canUpdateOwnMetadata: false,
        });
      }
      expect(server.sfu.asked(createRoomPath)).toHaveLength(2);
    },
  );

  it("[SB5] are for our SFU's address, with or without a slash at its end", async () => {
    const server = await start();
    const url = `${unstable}/get_token`;
    const slash = await post(server, url, asAlice, { ...request, url: `${request.url}/` });
    expect(slash.statusCode).toBe(200);
    const named = { ...request, server_name: "example.com" };
    expect((await post(server, url, asAlice, named)).statusCode).toBe(200);
    for (const body of [request, named]) {
      const answer = await post(server, url, asAlice, { ...body, url: "wss://other.test" });
      expect([answer.statusCode, answer.json()]).toEqual([
        400,
        {
          errcode: "M_INVALID_PARAM",
          error: "The request `url` does not match this service's LiveKit URL",
        },
      ]);
    }
  });

  it("[SB6] need the room's membership, and an answer about it", async () => {
    const server = await start();
    const body = { ...request, room_id: "!other" };
    const answer = await post(server, `${unstable}/get_token`, asAlice, body);
    expect([answer.statusCode, answer.json()]).toEqual([
      403,
      {
        errcode: "M_FORBIDDEN",
        error: "The requesting user is not a member of the room",
        reason: "not-joined",
      },
    ]);
    expect(server.sfu.requests).toEqual([]);
    server.homeserver.override = () => ({ status: 500 });
    const unknown = await post(server, `${unstable}/get_token`, asAlice);
    expect([unknown.statusCode, unknown.json()]).toEqual([
      502,
      { errcode: "M_UNKNOWN", error: "Unable to verify room membership" },
    ]);
  });

  it.each([
    ["M_NOT_JSON", "{"],
    ["M_BAD_JSON", { ...request, url: "" }],
    ["M_BAD_JSON", { ...request, member_id: null }],
    ["M_INVALID_PARAM", { ...request, room_id: "room" }],
  ])("[SB5] are refused with %s for %j", async (errcode, body) => {
    const answer = await post(await start(), `${unstable}/get_token`, asAlice, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errcode });
  });

  it("[SB10] are limited by user", async () => {
    const server = await start({ config: { tokens: { perUserPerMinute: 1 } } });
    expect((await post(server, `${unstable}/get_token`, asAlice)).statusCode).toBe(200);
    const answer = await post(server, `${stable}/get_token`, asAlice);
    expect(answer.statusCode).toBe(429);
    expect(answer.headers["retry-after"]).toBeDefined();
  });
});

describe("leaves that are handed over", () => {
  const body = { ...request, delay_id: "../delay of alice" };
  const event = { delay_id: body.delay_id, room_id: request.room_id, delay_ms: 8000 };

  it.each([unstable, stable])("[SB9] are looked up as the user's (%s)", async (url) => {
    const server = await start();
    server.homeserver.override = answering(delayedPath, () => ({ body: event }));
    const answer = await post(server, `${url}/delegate_delayed_leave`, asAlice, body);
    expect([answer.statusCode, answer.body]).toEqual([200, "{}"]);
    const [asked] = server.homeserver.asked(`${delayedPath}..%2Fdelay%20of%20alice`);
    expect(asked?.query.get("user_id")).toBe(alice);
    expect(asked?.headers.authorization).toBe(`Bearer ${testSecrets.asToken}`);
    expect(server.sfu.asked(createRoomPath)).toEqual([]);
    expect(server.log()).not.toContain("delay of alice");
  });

  it.each<[FakeAnswer, number, string]>([
    [{ status: 404, body: { errcode: "M_NOT_FOUND" } }, 400, "M_INVALID_PARAM"],
    [{ body: { ...event, room_id: "!other" } }, 400, "M_INVALID_PARAM"],
    [{ status: 500 }, 503, "M_UNKNOWN"],
    [{ status: 403, body: { errcode: "M_FORBIDDEN" } }, 503, "M_UNKNOWN"],
    [{ body: { room_id: request.room_id, delay_ms: "soon" } }, 503, "M_UNKNOWN"],
    [{ body: { room_id: request.room_id } }, 503, "M_UNKNOWN"],
  ])("[SB9] are refused when the homeserver says %j: %d %s", async (said, status, errcode) => {
    const server = await start();
    server.homeserver.override = answering(delayedPath, () => said);
    const answer = await post(server, `${unstable}/delegate_delayed_leave`, asAlice, body);
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { errcode }]);
  });

  it("[SB9] are refused for another SFU, from outside the room, and without an id", async () => {
    const server = await start();
    server.homeserver.override = answering(delayedPath, () => ({ body: event }));
    for (const [change, status] of [
      [{ url: "wss://other.test" }, 400],
      [{ room_id: "!other" }, 403],
      [{ delay_id: "" }, 400],
      [{ delay_timeout: 86_400_001 }, 400],
    ] as const) {
      const changed = { ...body, ...change };
      const answer = await post(server, `${unstable}/delegate_delayed_leave`, asAlice, changed);
      expect(answer.statusCode).toBe(status);
    }
    expect(server.homeserver.requests.some(({ path }) => path.startsWith(delayedPath))).toBe(false);
  });
});
