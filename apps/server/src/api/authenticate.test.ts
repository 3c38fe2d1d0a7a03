import { describe, expect, it } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "../testing/serverUnderTest.ts";

const alice = "@alice:example.com";
const url = "/api/v1/me/calls";

function ask(
  { app }: ServerUnderTest,
  headers: Readonly<Record<string, string>>,
  remoteAddress = "192.0.2.1",
) {
  return app.inject({ method: "GET", url, headers, remoteAddress });
}

async function setUp() {
  const server = await serverUnderTest();
  server.homeserver.openIdTokens.set("openid-of-alice", alice);
  return server;
}

const own = { authorization: "Bearer openid-of-alice" };

describe("our own API", () => {
  it("[SE1] wants an OpenID token that its homeserver knows", async () => {
    const server = await setUp();
    for (const authorization of ["", "Basic abc", "Bearer", "Bearer  "]) {
      const answer = await ask(server, { authorization });
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject({ errcode: "M_MISSING_TOKEN" });
    }
    expect(server.homeserver.requests).toEqual([]);
    const unknown = await ask(server, { authorization: "Bearer made-up" });
    expect(unknown.statusCode).toBe(401);
    expect(unknown.json()).toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
    expect((await ask(server, own)).statusCode).toBe(200);
    expect(server.log()).not.toMatch(/openid-of|made-up/);
  });

  it("[SE1] asks the homeserver that the caller names, and no other", async () => {
    const server = await setUp();
    const there = await ask(server, { ...own, "x-matrix-server-name": "example.com" });
    expect(there.statusCode).toBe(200);
    const before = server.homeserver.requests.length;
    for (const name of ["elsewhere.example", "Example.com", "127.0.0.1", ""]) {
      const answer = await ask(server, { ...own, "x-matrix-server-name": name });
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
    }
    expect(server.homeserver.requests).toHaveLength(before);
  });

  it("[SE2] is readable from any origin, errors too", async () => {
    const server = await setUp();
    for (const path of [url, "/api/v1/rooms/!r/calls", "/api/v1/rooms/!r/calls/1"]) {
      const preflight = await server.app.inject({ method: "OPTIONS", url: path });
      expect(preflight.statusCode).toBe(204);
      expect(preflight.headers).toMatchObject({
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, POST, PUT, DELETE",
        "access-control-allow-headers": expect.stringContaining("X-Matrix-Server-Name"),
      });
    }
    expect((await ask(server, {})).headers["access-control-allow-origin"]).toBe("*");
  });

  it("[SE3] lets one user ask so often, from wherever, and tells when to come back", async () => {
    const server = await setUp();
    server.homeserver.openIdTokens.set("openid-of-bob", "@bob:example.com");
    const statuses = new Map<number, number>();
    for (let count = 0; count < 125; count += 1) {
      const { statusCode } = await ask(server, own, `192.0.2.${count}`);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [200, 120],
      [429, 5],
    ]);
    const refused = await ask(server, own);
    expect(refused.json()).toMatchObject({
      errcode: "M_LIMIT_EXCEEDED",
      retry_after_ms: expect.any(Number),
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.headers["access-control-allow-origin"]).toBe("*");
    const other = await ask(server, { authorization: "Bearer openid-of-bob" });
    expect(other.statusCode).toBe(200);
  });

  it("[SE3] lets one address ask so often, before any homeserver is asked", async () => {
    const server = await setUp();
    for (let count = 0; count < 1_200; count += 1) await ask(server, {}, "2001:db8::1");
    const refused = await ask(server, own, "2001:db8::2");
    expect(refused.statusCode).toBe(429);
    expect(server.homeserver.requests).toEqual([]);
    expect((await ask(server, own, "2001:db8:0:1::1")).statusCode).toBe(200);
  });
});
