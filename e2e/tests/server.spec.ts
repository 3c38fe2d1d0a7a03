import { expect, test } from "@playwright/test";
import { killComponent, runningStack, withFrozen } from "../support/runningStack.ts";

test("healthz answers ok, 503 while a component is down, and ok again after its restart", async ({
  request,
}) => {
  const health = async () => {
    const response = await request.get(`${runningStack().origin}/healthz`);
    return { code: response.status(), body: await response.json() };
  };
  expect(await health()).toEqual({
    code: 200,
    body: {
      status: "ok",
      components: { homeserver: "up", sfu: "up", turn: "up", storage: "up" },
    },
  });

  await withFrozen("homeserver", async () => {
    await expect.poll(health, { timeout: 15_000 }).toMatchObject({
      code: 503,
      body: { status: "degraded", components: { homeserver: "down" } },
    });
  });
  await expect.poll(health, { timeout: 15_000 }).toMatchObject({ code: 200 });

  await killComponent("sfu");
  await expect.poll(health, { timeout: 15_000 }).toMatchObject({ code: 200 });
});

test("discovery names the homeserver and the call service, readable from any origin", async ({
  request,
}) => {
  const { origin } = runningStack();
  const client = await request.get(`${origin}/.well-known/matrix/client`);
  expect(client.headers()["access-control-allow-origin"]).toBe("*");
  expect(client.headers()["content-type"]).toContain("application/json");
  expect(await client.json()).toEqual({
    "m.homeserver": { base_url: origin },
    "org.matrix.msc4143.rtc_foci": [
      { type: "livekit", livekit_service_url: `${origin}/livekit/jwt` },
    ],
  });
  const server = await request.get(`${origin}/.well-known/matrix/server`);
  expect(await server.json()).toEqual({ "m.server": new URL(origin).host });
});

test("a malformed token request gets its errcode, never a stack trace", async ({ request }) => {
  const response = await request.post(`${runningStack().origin}/livekit/jwt/sfu/get`, {
    headers: { "content-type": "application/json" },
    data: "{not json",
  });
  expect(response.status()).toBe(400);
  expect(await response.json()).toEqual({
    errcode: "M_NOT_JSON",
    error: "Error reading request",
  });
});
