import { describe, expect, it } from "vitest";
import { serverUnderTest, type ServerUnderTest } from "../testing/serverUnderTest.ts";

const base = "/livekit/jwt";

async function setUp(tokens: object, fullAccessHomeservers = ["example.com"]) {
  const server = await serverUnderTest({
    config: { tokens, fullAccessHomeservers, trustedProxies: ["127.0.0.1/32"] },
  });
  for (const name of ["alice", "bob"]) {
    server.homeserver.openIdTokens.set(`of-${name}`, `@${name}:example.com`);
  }
  server.homeserver.rooms.create("!room", ["@alice:example.com", "@bob:example.com"]);
  return server;
}

function ask(
  { app }: ServerUnderTest,
  options: { readonly as?: string; readonly from?: string; readonly at?: string } = {},
) {
  const { as = "alice", from = "203.0.113.1", at = "example.com" } = options;
  const openid_token = { access_token: `of-${as}`, matrix_server_name: at };
  return app.inject({
    method: "POST",
    url: `${base}/sfu/get`,
    headers: { "x-forwarded-for": from },
    payload: JSON.stringify({ room: "!room", device_id: "DEVICE", openid_token }),
  });
}

describe("limits", () => {
  it("[SQ1] refuse a user's request too many, with the time to wait, for every page to read", async () => {
    const server = await setUp({ perUserPerMinute: 2 });
    for (const from of ["203.0.113.1", "203.0.113.2"]) {
      expect((await ask(server, { from })).statusCode).toBe(200);
    }
    const answer = await ask(server, { from: "203.0.113.3" });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    const body = answer.json<{ retry_after_ms: number }>();
    expect(body).toEqual({
      errcode: "M_LIMIT_EXCEEDED",
      error: expect.any(String),
      retry_after_ms: expect.any(Number),
    });
    expect(body.retry_after_ms).toBeGreaterThan(50_000);
    expect(body.retry_after_ms).toBeLessThanOrEqual(60_000);
    expect(Number(answer.headers["retry-after"])).toBe(Math.ceil(body.retry_after_ms / 1000));
    expect((await ask(server, { as: "bob" })).statusCode).toBe(200);
  });

  it("[SQ1] count no user for whom somebody else's token was sent", async () => {
    const server = await setUp({ perUserPerMinute: 1 });
    for (let i = 0; i < 3; i += 1) {
      expect((await ask(server, { as: "nobody" })).statusCode).toBe(401);
    }
    expect((await ask(server)).statusCode).toBe(200);
  });

  it("[SQ2] refuse an address, of IPv6 a /64 network, before the homeserver is asked", async () => {
    const server = await setUp({ perAddressPerMinute: 2 });
    for (const from of ["2001:db8::1", "2001:db8::2"]) {
      expect((await ask(server, { from })).statusCode).toBe(200);
    }
    const asked = server.homeserver.requests.length;
    expect((await ask(server, { from: "2001:db8::3" })).statusCode).toBe(429);
    expect(server.homeserver.requests).toHaveLength(asked);
    expect((await ask(server, { from: "2001:db8:0:1::1" })).statusCode).toBe(200);
    const preflight = await server.app.inject({
      method: "OPTIONS",
      url: `${base}/sfu/get`,
      headers: { "x-forwarded-for": "2001:db8::3" },
    });
    expect(preflight.statusCode).toBe(200);
  });

  it("[SQ3] hold back a homeserver that vouched for nobody yet, whatever the address", async () => {
    const server = await setUp({ perNewHomeserverPerMinute: 2 }, []);
    const from = (i: number) => ({ as: "nobody", from: `203.0.113.${i}` });
    expect((await ask(server, from(1))).statusCode).toBe(401);
    expect((await ask(server, from(2))).statusCode).toBe(401);
    expect((await ask(server, from(3))).statusCode).toBe(429);
    expect((await ask(server, { ...from(4), at: "other.test" })).statusCode).toBe(401);
  });

  it("[SQ3] let a homeserver go that has vouched for somebody, and one with full access", async () => {
    const known = await setUp({ perNewHomeserverPerMinute: 1 }, []);
    const full = await setUp({ perNewHomeserverPerMinute: 1 });
    for (let i = 0; i < 3; i += 1) {
      expect((await ask(known)).statusCode).toBe(200);
      expect((await ask(full, { as: "nobody" })).statusCode).toBe(401);
    }
  });
});
