import { parseGuestAccount } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { serverUnderTest, type ServerUnderTest } from "../testing/serverUnderTest.ts";

function askFor(
  { app }: ServerUnderTest,
  payload: unknown,
  options: { readonly remoteAddress?: string; readonly headers?: Record<string, string> } = {},
) {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return app.inject({
    method: "POST",
    url: "/api/v1/guests",
    payload: body,
    ...options,
    headers: { "content-type": "application/json", ...options.headers },
  });
}

describe("POST /api/v1/guests", () => {
  it("[SG1] makes an account with a session and the name given", async () => {
    const clock = createManualClock();
    const server = await serverUnderTest({ deps: { clock } });
    const answer = await askFor(server, { displayName: "  Ada Lovelace " });
    expect(answer.statusCode).toBe(201);
    const guest = parseGuestAccount(answer.json());
    expect(guest).toEqual({
      userId: expect.stringMatching(/^@guest-[0-9a-f]{20}:example\.com$/),
      deviceId: "GUESTDEVICE",
      accessToken: expect.stringContaining("session-of-guest-"),
      homeserverUrl: "https://confab.test",
      expiresAt: clock.now() + 86_400_000,
    });
    expect(server.homeserver.accounts.get(guest?.userId ?? "")).toBe("Ada Lovelace");
  });

  it.each([
    ["{", "M_NOT_JSON"],
    ["", "M_NOT_JSON"],
    [{}, "M_BAD_JSON"],
    [{ displayName: " " }, "M_BAD_JSON"],
    [{ displayName: "x".repeat(65) }, "M_BAD_JSON"],
    [{ displayName: 1 }, "M_BAD_JSON"],
  ])("[SG2] refuses %j with %s", async (body, errcode) => {
    const server = await serverUnderTest();
    const answer = await askFor(server, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errcode });
    expect(server.homeserver.requests).toEqual([]);
  });

  it("[SG2] answers 403 where there are no guests", async () => {
    const guests = { enabled: false, perAddressPerHour: 3, lifetimeMs: 1000 };
    const server = await serverUnderTest({ config: { guests } });
    const answer = await askFor(server, { displayName: "Ada" });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ errcode: "M_FORBIDDEN" });
  });

  it("[SG3] gives one address three accounts per hour, and tells when to come back", async () => {
    const server = await serverUnderTest();
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      statuses.push((await askFor(server, { displayName: "Ada" })).statusCode);
    }
    expect(statuses).toEqual([201, 201, 201]);
    const refused = await askFor(server, { displayName: "Ada" });
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toEqual({
      errcode: "M_LIMIT_EXCEEDED",
      error: "Too many guest accounts from this address",
      retry_after_ms: expect.any(Number),
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(3_590);
    const other = await askFor(server, { displayName: "Ada" }, { remoteAddress: "192.0.2.7" });
    expect(other.statusCode).toBe(201);
  });

  it("[SG3] counts an IPv6 network as one address, and believes no forged header", async () => {
    const server = await serverUnderTest();
    for (const [index, remoteAddress] of ["2001:db8::1", "2001:db8::2", "2001:db8::3"].entries()) {
      const headers = { "x-forwarded-for": `1.1.1.${index}` };
      expect(
        (await askFor(server, { displayName: "A" }, { remoteAddress, headers })).statusCode,
      ).toBe(201);
    }
    const fourth = await askFor(server, { displayName: "A" }, { remoteAddress: "2001:db8::4" });
    expect(fourth.statusCode).toBe(429);
  });

  it("[SG3] tells the clients behind a trusted proxy apart", async () => {
    const config = { trustedProxies: ["10.0.0.0/8"] };
    const server = await serverUnderTest({ config });
    for (let turn = 0; turn < 5; turn += 1) {
      const headers = { "x-forwarded-for": `1.1.1.${turn}` };
      const answer = await askFor(
        server,
        { displayName: "A" },
        { remoteAddress: "10.1.1.1", headers },
      );
      expect(answer.statusCode).toBe(201);
    }
  });

  it("[SG6] answers 502 when the homeserver fails, and has the account taken back", async () => {
    const server = await serverUnderTest();
    server.homeserver.override = ({ path }) =>
      path.endsWith("/displayname") ? { status: 500, body: {} } : undefined;
    const answer = await askFor(server, { displayName: "Ada" });
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toMatchObject({ errcode: "M_UNKNOWN" });
    server.homeserver.override = () => undefined;
    expect(server.homeserver.accounts.size).toBe(1);
    await server.app.listen({ host: "127.0.0.1", port: 0 });
    await expect.poll(() => server.homeserver.accounts.size).toBe(0);
  });

  it("[SL1] writes neither the account's token nor the application service's into the log", async () => {
    const server = await serverUnderTest();
    await askFor(server, { displayName: "Ada" });
    await server.homeserver.close();
    await askFor(server, { displayName: "Ada" });
    expect(server.log()).toContain('"status":502');
    expect(server.log()).not.toMatch(/session-of|nobody-may-see/);
  });
});
