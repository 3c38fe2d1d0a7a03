import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { userinfoPath } from "../testing/fakeHomeserver.ts";
import { createRoomPath } from "../testing/fakeSfu.ts";
import { serverUnderTest, type ServerUnderTest, testSecrets } from "../testing/serverUnderTest.ts";

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
  return server;
}

function post({ app }: ServerUnderTest, path: string, body: unknown) {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  return app.inject({ method: "POST", url: base + path, payload });
}

describe("grants", () => {
  it("[SA5] answers an old client with its readable identity", async () => {
    const server = await start();
    const answer = await post(server, "/sfu/get", legacyRequest);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      url: "wss://confab.test/livekit/sfu",
      jwt: expect.any(String),
    });
    const claims = decodeJwt(answer.json<{ jwt: string }>().jwt);
    expect(claims.sub).toBe("@alice:example.com:DEVICE123");
    expect(claims["video"]).toMatchObject({ room: roomName });
  });

  it("[SA6] answers a client that names its membership with the hashed identity", async () => {
    const server = await start();
    const answer = await post(server, "/get_token", memberRequest);
    expect(answer.statusCode).toBe(200);
    const claims = decodeJwt(answer.json<{ jwt: string }>().jwt);
    expect(claims.sub).toBe("J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU");
    expect(claims["video"]).toMatchObject({ room: roomName, canPublish: true });
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

  it("[SA8] lets users of other homeservers publish when they are old clients only", async () => {
    const server = await start({ config: { fullAccessHomeservers: [] } });
    const legacy = await post(server, "/sfu/get", legacyRequest);
    const member = await post(server, "/get_token", memberRequest);
    expect(decodeJwt(legacy.json<{ jwt: string }>().jwt)["video"]).toMatchObject({
      canPublish: true,
    });
    expect(decodeJwt(member.json<{ jwt: string }>().jwt)["video"]).toMatchObject({
      canPublish: false,
      canPublishData: false,
      canSubscribe: true,
    });
  });

  it("[SA9] answers 500 when the SFU makes no room", async () => {
    const server = await start();
    server.sfu.override = () => ({ status: 500, body: { code: "internal", msg: "no" } });
    const answer = await post(server, "/sfu/get", legacyRequest);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      errcode: "M_UNKNOWN",
      error: "Unable to create room on SFU",
    });
    expect(server.sfu.asked(createRoomPath)).toHaveLength(1);
  });

  it("[SA12] ignores unknown fields and needs no content type", async () => {
    const server = await start();
    const body = { ...legacyRequest, delay_cs_api_url: "https://x", future: { field: 1 } };
    expect((await post(server, "/sfu/get", body)).statusCode).toBe(200);
  });
});

describe("refusals before the homeserver is asked", () => {
  const missingToken = { ...openIdToken, access_token: "" };
  it.each([
    ["/sfu/get", "{not json", "M_NOT_JSON", "Error reading request"],
    ["/sfu/get", "", "M_NOT_JSON", "Error reading request"],
    ["/sfu/get", { ...legacyRequest, room: 1 }, "M_NOT_JSON", "Error reading request"],
    ["/sfu/get", { ...legacyRequest, room: "" }, "M_BAD_JSON", "Missing room parameter"],
    [
      "/sfu/get",
      { ...legacyRequest, openid_token: missingToken },
      "M_BAD_JSON",
      "Missing OpenID token parameters",
    ],
    [
      "/sfu/get",
      { ...legacyRequest, delay_id: "d" },
      "M_BAD_JSON",
      "The request body is missing `delay_id` or `delay_timeout`",
    ],
    [
      "/sfu/get",
      { ...legacyRequest, delay_id: "d", delay_timeout: 8000 },
      "M_BAD_JSON",
      "Delegation of delayed events is not supported by this server",
    ],
    ["/get_token", "[]", "M_NOT_JSON", "Error reading request"],
    [
      "/get_token",
      { ...memberRequest, slot_id: "" },
      "M_BAD_JSON",
      "The request body is missing `room_id` or `slot_id`",
    ],
    [
      "/get_token",
      { ...memberRequest, member: { id: "m" } },
      "M_BAD_JSON",
      "The request body `member` is missing a `id`, `claimed_user_id` or `claimed_device_id`",
    ],
    [
      "/get_token",
      { ...memberRequest, openid_token: missingToken },
      "M_BAD_JSON",
      "The request body `openid_token` is missing a `access_token` or `matrix_server_name`",
    ],
    [
      "/get_token",
      { ...memberRequest, delay_timeout: 8000 },
      "M_BAD_JSON",
      "The request body is missing `delay_id` or `delay_timeout`",
    ],
  ])("[SA2] %s refuses %j with %s", async (path, body, errcode, error) => {
    const server = await start();
    const answer = await post(server, path, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ errcode, error });
    expect(server.homeserver.requests).toEqual([]);
    expect(server.sfu.requests).toEqual([]);
  });

  it("[SA11] refuses a body of more than 16 KiB", async () => {
    const server = await start();
    const answer = await post(server, "/sfu/get", { ...legacyRequest, room: "x".repeat(16_384) });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ errcode: "M_TOO_LARGE" });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
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
  const cors = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers":
      "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token",
    "content-type": "application/json",
  };

  it.each(["/sfu/get", "/get_token"])(
    "[SA1] lets every page read every answer (%s)",
    async (path) => {
      const server = await start();
      const preflight = await server.app.inject({ method: "OPTIONS", url: base + path });
      expect(preflight.statusCode).toBe(200);
      expect(preflight.body).toBe("");
      expect(preflight.headers).toMatchObject(cors);
      const good = await post(server, path, path === "/sfu/get" ? legacyRequest : memberRequest);
      expect(good.headers).toMatchObject(cors);
      const bad = await post(server, path, "{");
      expect(bad.headers).toMatchObject(cors);
      for (const method of ["GET", "PUT", "DELETE", "PATCH"] as const) {
        const other = await server.app.inject({ method, url: base + path });
        expect(other.statusCode).toBe(405);
        expect(other.body).toBe("");
        expect(other.headers).toMatchObject(cors);
      }
    },
  );

  it("[SA10] does not know delegation, and says so readably", async () => {
    const server = await start();
    const answer = await post(server, "/delegate_delayed_leave", "");
    expect(answer.statusCode).toBe(404);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(answer.json()).toMatchObject({ errcode: "M_UNRECOGNIZED" });
  });

  it("[SA14] has a health page of its own", async () => {
    const { app } = await start();
    const url = `${base}/healthz`;
    const get = await app.inject({ method: "GET", url });
    expect([get.statusCode, get.body]).toEqual([200, ""]);
    expect((await app.inject({ method: "HEAD", url })).statusCode).toBe(200);
    expect((await app.inject({ method: "POST", url })).statusCode).toBe(405);
  });

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
