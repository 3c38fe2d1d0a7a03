import type { LightMyRequestResponse } from "fastify";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { userinfoPath } from "../testing/fakeHomeserver.ts";
import { createRoomPath } from "../testing/fakeSfu.ts";
import { serverUnderTest, type ServerUnderTest, testSecrets } from "../testing/serverUnderTest.ts";
import { refusedRequests } from "../testing/tokenApiContract.ts";

const base = "/livekit/jwt";
const alice = { access_token: "openid-of-alice", token_type: "Bearer", expires_in: 3600 };
const openIdToken = { ...alice, matrix_server_name: "example.com" };
const legacyRequest = {
  room: "!room:example.com",
  openid_token: openIdToken,
  device_id: "DEVICE123",
};
const memberRequest = {
  room_id: "!room:example.com",
  slot_id: "m.call#ROOM",
  openid_token: openIdToken,
  member: {
    id: "memberABC",
    claimed_user_id: "@alice:example.com",
    claimed_device_id: "DEVICE123",
  },
};
const roomName = "krj2dgxw2K6EOm9he4GfQJ6JsSVWfJ8a7BkyjZcSmxs";

async function start(options: Parameters<typeof serverUnderTest>[0] = {}) {
  const server = await serverUnderTest(options);
  server.homeserver.openIdTokens.set("openid-of-alice", "@alice:example.com");
  server.homeserver.rooms.create("!room:example.com", ["@alice:example.com"]);
  return server;
}

function post({ app }: ServerUnderTest, path: string, body: unknown) {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  return app.inject({ method: "POST", url: base + path, payload });
}

function jwtOf(answer: LightMyRequestResponse): string {
  return answer.json<{ jwt: string }>().jwt;
}

describe("grants", () => {
  it("[SA5] [SA6] names room and people as every other implementation does", async () => {
    const server = await start();
    const legacy = decodeJwt(jwtOf(await post(server, "/sfu/get", legacyRequest)));
    expect(legacy.sub).toBe("@alice:example.com:DEVICE123");
    const member = decodeJwt(jwtOf(await post(server, "/get_token", memberRequest)));
    expect(member.sub).toBe("J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU");
    for (const claims of [legacy, member]) {
      expect(claims["video"]).toMatchObject({ room: roomName, canPublish: true });
    }
  });

  it("[SA9] makes the room exactly once, for users of a homeserver with full access", async () => {
    const server = await start();
    await post(server, "/sfu/get", legacyRequest);
    const [request, ...more] = server.sfu.asked(createRoomPath);
    expect(more).toEqual([]);
    expect(JSON.parse(request?.body ?? "")).toEqual({
      name: roomName,
      emptyTimeout: 300,
      departureTimeout: 20,
    });
    const token = request?.headers.authorization?.replace("Bearer ", "") ?? "";
    expect(decodeJwt(token)).toMatchObject({ iss: "key", video: { roomCreate: true } });
  });

  it.each(["/sfu/get", "/get_token"])(
    "[SA9] makes no room for users of other homeservers (%s)",
    async (path) => {
      const server = await start({ config: { fullAccessHomeservers: ["other.test"] } });
      const answer = await post(server, path, path === "/sfu/get" ? legacyRequest : memberRequest);
      expect(answer.statusCode).toBe(200);
      expect(server.sfu.asked(createRoomPath)).toEqual([]);
    },
  );

  it("[SA9] takes `*` for every homeserver", async () => {
    const server = await start({ config: { fullAccessHomeservers: ["*"] } });
    await post(server, "/get_token", memberRequest);
    expect(server.sfu.asked(createRoomPath)).toHaveLength(1);
  });

  it.each([
    ["auto", [true, false]],
    ["always", [true, true]],
    ["never", [false, false]],
  ] as const)(
    "[SA8] lets users of other homeservers publish by policy: %s",
    async (restrictedPublish, [fromLegacy, fromMember]) => {
      const server = await start({
        config: { fullAccessHomeservers: [], tokens: { restrictedPublish } },
      });
      const legacy = decodeJwt(jwtOf(await post(server, "/sfu/get", legacyRequest)))["video"];
      const member = decodeJwt(jwtOf(await post(server, "/get_token", memberRequest)))["video"];
      expect(legacy).toMatchObject({ canPublish: fromLegacy, canSubscribe: true });
      expect(member).toMatchObject({ canPublish: fromMember, canSubscribe: true });
      expect(Reflect.get(Object(member), "canPublishData")).toBe(fromMember ? undefined : false);
    },
  );

  it("[SA7] lasts as long as configured", async () => {
    const server = await start({ config: { tokens: { lifetimeSeconds: 300 } } });
    const { iat = 0, exp } = decodeJwt(jwtOf(await post(server, "/sfu/get", legacyRequest)));
    expect(exp).toBe(iat + 300);
  });

  it("[SA9] answers 500 when the SFU makes no room, and the log says which and why", async () => {
    const server = await start();
    server.sfu.override = () => ({
      status: 401,
      body: { code: "unauthenticated", msg: "invalid API key" },
    });
    const answer = await post(server, "/sfu/get", legacyRequest);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      errcode: "M_UNKNOWN",
      error: "Unable to create room on SFU",
    });
    expect(server.sfu.asked(createRoomPath)).toHaveLength(1);
    expect(server.log()).toContain(new URL(server.sfu.url).host);
    expect(server.log()).toContain("unauthenticated");
  });
});

describe("leaves that are handed over", () => {
  const leave = { delay_id: "delay-id-of-alice", delay_timeout: 8000 };

  it.each([
    ["/sfu/get", 400, "M_BAD_JSON"],
    ["/get_token", 400, "M_BAD_JSON"],
    ["/delegate_delayed_leave", 403, "M_FORBIDDEN"],
  ])("[SA10] are not taken from users of other homeservers (%s)", async (path, status, errcode) => {
    const server = await start({ config: { fullAccessHomeservers: [] } });
    const request = path === "/sfu/get" ? legacyRequest : memberRequest;
    const answer = await post(server, path, { ...request, ...leave });
    expect(answer.statusCode).toBe(status);
    const error = "Delegation of delayed events is only supported for full access users";
    expect(answer.json()).toEqual({ errcode, error });
    expect(server.homeserver.asked(userinfoPath)).toHaveLength(1);
    expect(server.sfu.requests).toEqual([]);
  });

  it("[SA10] make no token and no room by themselves", async () => {
    const server = await start();
    const body = { ...memberRequest, ...leave };
    const answer = await post(server, "/delegate_delayed_leave", body);
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
    expect(server.homeserver.asked(userinfoPath)).toHaveLength(1);
    expect(server.sfu.asked(createRoomPath)).toEqual([]);
    expect(server.log()).not.toContain(leave.delay_id);
  });

  it.each([0, -1, 86_400_001])(
    "[SA10] are refused with a delay of %d ms",
    async (delay_timeout) => {
      const server = await start();
      const body = { ...memberRequest, ...leave, delay_timeout };
      const answer = await post(server, "/delegate_delayed_leave", body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errcode: "M_BAD_JSON" });
      expect(server.homeserver.requests).toEqual([]);
    },
  );
});

describe("refusals before the homeserver is asked", () => {
  it.each(refusedRequests(legacyRequest, memberRequest))(
    "[SA2] %s refuses %j with %s",
    async (path, body, error, errcode) => {
      const server = await start();
      const answer = await post(server, path, body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toEqual({ errcode, error });
      expect(server.homeserver.requests).toEqual([]);
      expect(server.sfu.requests).toEqual([]);
    },
  );

  it("[SA11] refuses a body of more than 16 KiB", async () => {
    const server = await start();
    const answer = await post(server, "/sfu/get", { ...legacyRequest, room: "x".repeat(16_384) });
    expect(answer.statusCode).toBe(413);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(server.homeserver.requests).toEqual([]);
  });
});

describe("refusals after one look-up", () => {
  const refusal = { errcode: "M_UNAUTHORIZED", error: "The request could not be authorised." };
  const withToken = (token: string) => ({
    ...legacyRequest,
    openid_token: { ...openIdToken, access_token: token },
  });

  it.each(["/sfu/get", "/get_token"])("[SA3] refuses an unknown token (%s)", async (path) => {
    const server = await start();
    server.homeserver.openIdTokens.clear();
    const answer = await post(server, path, path === "/sfu/get" ? legacyRequest : memberRequest);
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(refusal);
    expect(server.homeserver.asked(userinfoPath)).toHaveLength(1);
    expect(server.sfu.requests).toEqual([]);
  });

  it.each([
    "@alice:evil.test",
    "@alice:example.com:8448",
    "@alice:EXAMPLE.com",
    "@alice:example.com.",
    "alice",
  ])("[SO2] refuses %s, for whom example.com cannot vouch", async (sub) => {
    const server = await start();
    server.homeserver.openIdTokens.set("odd", sub);
    const answer = await post(server, "/sfu/get", withToken("odd"));
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(refusal);
    expect(server.homeserver.asked(userinfoPath)).toHaveLength(1);
  });

  it("[SA4] refuses somebody who claims to be another", async () => {
    const server = await start();
    const member = { ...memberRequest.member, claimed_user_id: "@bob:example.com" };
    const answer = await post(server, "/get_token", { ...memberRequest, member });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(refusal);
    expect(server.homeserver.asked(userinfoPath)).toHaveLength(1);
    expect(server.sfu.requests).toEqual([]);
  });

  it("[SA3] refuses while the homeserver does not answer", async () => {
    const server = await start();
    await server.homeserver.close();
    const answer = await post(server, "/sfu/get", legacyRequest);
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(refusal);
  });

  it("[SO1] encodes the token in the question to our own homeserver", async () => {
    const server = await start();
    server.homeserver.openIdTokens.set("a&b=c d%20", "@alice:example.com");
    expect((await post(server, "/sfu/get", withToken("a&b=c d%20"))).statusCode).toBe(200);
  });
});

describe("everything around", () => {
  it("[SA13] answers 503 while the server is closing", async () => {
    const server = await start();
    let answer: Response | undefined;
    await server.app.register(async (scope) => {
      scope.addHook("preClose", async () => {
        const body = JSON.stringify(legacyRequest);
        answer = await fetch(`${origin}${base}/sfu/get`, { method: "POST", body });
      });
    });
    const origin = await server.app.listen({ host: "127.0.0.1", port: 0 });
    await server.app.close();
    expect(answer?.status).toBe(503);
    expect(answer?.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer?.json()).toEqual({
      errcode: "M_UNKNOWN",
      error: "Service is shutting down",
    });
  });

  it("[SL1] writes no secret into the log, whatever happens", async () => {
    const server = await start();
    const good = await post(server, "/sfu/get", legacyRequest);
    const { jwt } = good.json<{ jwt: string }>();
    server.homeserver.openIdTokens.clear();
    await post(server, "/get_token", memberRequest);
    server.homeserver.openIdTokens.set("openid-of-alice", "@alice:example.com");
    server.sfu.override = () => ({ status: 503, body: {} });
    await post(server, "/sfu/get", legacyRequest);
    await server.homeserver.close();
    await post(server, "/sfu/get", legacyRequest);
    await server.app.inject({ url: "/_matrix/client/v3/sync?access_token=query-token" });
    await server.app.inject({ url: "/%zz?access_token=query-token" });

    const log = server.log();
    expect(log).toContain('"route":"/livekit/jwt/sfu/get","status":200');
    expect(log).toContain('"route":"/livekit/jwt/sfu/get","status":500');
    expect(log).toContain('"route":"/_matrix/*","status":502');
    for (const secret of ["openid-of-alice", "query-token", jwt, ...Object.values(testSecrets)]) {
      expect(log).not.toContain(secret);
    }
  });
});
