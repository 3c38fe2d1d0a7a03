import {
  createFakeClock,
  createFakeHttpClient,
  createFakeMatrix,
  createFakeSfu,
  createFakeTokenService,
  matrixErrors,
} from "@confab/testing";
import type { HttpResponse } from "@confab/core";
import { describe, expect, it } from "vitest";
import { defaultCallConfig } from "../call/callConfig.ts";
import { createScope } from "../reactive/scope.ts";
import { createGrantSupply } from "./grantSupply.ts";

const userId = "@alice:hs.test";

function setUp() {
  const clock = createFakeClock();
  const matrix = createFakeMatrix(clock);
  const http = createFakeHttpClient();
  const tokens = createFakeTokenService(http, createFakeSfu(clock));
  const roomId = matrix.createRoom(userId);
  const room = matrix.room({ roomId, userId, deviceId: "DEV" });
  const scope = createScope();
  const kept: string[] = [];
  const supply = createGrantSupply(scope, {
    room,
    http,
    clock,
    config: defaultCallConfig,
    onGrant: ({ grant }) => kept.push(grant.jwt),
  });
  const asked = () => matrix.requests.map(({ kind }) => kind);
  const answerWith = (...answers: (HttpResponse | undefined)[]) => {
    tokens.answer = () => answers.shift();
  };
  return { clock, matrix, http, tokens, room, scope, supply, kept, asked, answerWith };
}

const failureOf = (request: Promise<unknown>) =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("grants", () => {
  it("[GR1] come from the service of the homeserver's transport", async () => {
    const { matrix, http, supply, asked } = setUp();
    const { grant, transport, wasReady } = await supply.take();
    expect(asked()).toEqual(["transports", "openIdToken"]);
    expect(transport).toEqual(matrix.transports[0]);
    expect(grant.identity).toBe(`${userId}:DEV`);
    expect(wasReady).toBe(false);
    expect(http.requests[0]).toMatchObject({
      method: "POST",
      url: "https://sfu.test/livekit/jwt/sfu/get",
      body: { room: "!room-1", device_id: "DEV" },
    });
  });

  it("[GR1] ask for both at the same time", async () => {
    const { clock, matrix, supply } = setUp();
    matrix.faults.latencyMs = 200;
    const startedAt = clock.now();
    const taking = supply.take();
    await clock.advance(200);
    await taking;
    expect(matrix.requests.map(({ at }) => at - startedAt)).toEqual([0, 0]);
  });

  it("[GR2] are asked for four times, with growing waits", async () => {
    const { clock, http, supply, asked } = setUp();
    http.offline = true;
    const failure = failureOf(supply.take());
    const counts = [];
    for (const ms of [499, 1, 999, 1, 1999, 1]) {
      await clock.advance(ms);
      counts.push(http.requests.length);
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 4]);
    expect(await failure).toMatchObject({ code: "TOKEN_SERVICE_DOWN" });
    expect(asked()).toEqual(["transports", "openIdToken"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[GR2] wait as long as the service asks", async () => {
    const { clock, http, supply, answerWith } = setUp();
    answerWith({ status: 429, body: {}, retryAfterMs: 5000 });
    const taking = supply.take();
    await clock.advance(4999);
    expect(http.requests).toHaveLength(1);
    await clock.advance(1);
    expect((await taking).grant.identity).toBe(`${userId}:DEV`);
  });

  it("[GR2] wait for the homeserver, too", async () => {
    const { clock, matrix, room, supply } = setUp();
    room.setOnline(false);
    const taking = supply.take();
    await clock.advance(400);
    room.setOnline(true);
    await clock.advance(100);
    expect((await taking).transport).toEqual(matrix.transports[0]);
  });

  it.each([400, 401, 403, 404])("[GR3] are refused by a %i", async (status) => {
    const { supply, http, answerWith } = setUp();
    answerWith({ status, body: { errcode: "M_FORBIDDEN" } });
    expect(await failureOf(supply.take())).toMatchObject({
      code: "TOKEN_REFUSED",
      data: { status },
    });
    expect(http.requests).toHaveLength(1);
  });

  it("[GR3] do not exist without a transport", async () => {
    const { matrix, supply } = setUp();
    matrix.transports = [];
    expect(await failureOf(supply.take())).toMatchObject({ code: "TRANSPORT_MISSING" });
  });

  it.each([
    { status: 200, body: "<html>" },
    { status: 200, body: { url: "wss://sfu.test", jwt: "a.b.c" } },
  ])("[GR3] are not made of nonsense ($body)", async (answer) => {
    const { supply, answerWith } = setUp();
    answerWith(answer);
    expect(await failureOf(supply.take())).toMatchObject({ code: "TOKEN_SERVICE_DOWN" });
  });

  it("[GR3] pass on what the homeserver refuses", async () => {
    const { matrix, supply } = setUp();
    matrix.faults.refuse = ({ kind }) =>
      kind === "openIdToken" ? matrixErrors.forbidden() : undefined;
    expect(await failureOf(supply.take())).toMatchObject({ code: "MATRIX_REQUEST", status: 403 });
  });

  it("[GR4] that are ready are used", async () => {
    const { tokens, supply } = setUp();
    await supply.prepare();
    expect((await supply.take()).wasReady).toBe(true);
    expect(tokens.requestCount).toBe(1);
  });

  it("[GR4] that are on their way are waited for", async () => {
    const { clock, matrix, tokens, supply, kept } = setUp();
    matrix.faults.latencyMs = 200;
    const preparing = supply.prepare();
    await clock.advance(100);
    const taking = supply.take();
    await clock.advance(100);
    await Promise.all([preparing, taking]);
    expect(tokens.requestCount).toBe(1);
    await clock.advance(600_000);
    expect(tokens.requestCount).toBe(1);
    expect(kept).toHaveLength(0);
  });

  it("[GR4] that are about to expire are not", async () => {
    const { clock, http, tokens, supply } = setUp();
    tokens.lifetimeMs = 70_000;
    await supply.prepare();
    http.offline = true;
    await clock.advance(11_000);
    http.offline = false;
    expect((await supply.take()).wasReady).toBe(false);
    expect(tokens.requestCount).toBe(2);
  });

  it("[GR5] are replaced in the lobby", async () => {
    const { clock, tokens, supply, kept, scope } = setUp();
    await supply.prepare();
    await clock.advance(239_000);
    expect(tokens.requestCount).toBe(1);
    await clock.advance(1000);
    expect(tokens.requestCount).toBe(2);
    expect(kept).toHaveLength(2);
    expect((await supply.take()).grant.jwt).toBe(kept[1]);
    await clock.advance(600_000);
    expect(tokens.requestCount).toBe(2);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[GR5] are replaced earlier when they are short", async () => {
    const { clock, tokens, supply } = setUp();
    tokens.lifetimeMs = 120_000;
    await supply.prepare();
    await clock.advance(60_000);
    expect(tokens.requestCount).toBe(2);
  });

  it("[GR6] leave no secret in errors", async () => {
    const { supply, answerWith, clock } = setUp();
    answerWith({ status: 403, body: { error: "secret-in-body" } });
    const refused = await failureOf(supply.take());
    answerWith({ status: 200, body: { url: "wss://sfu.test", jwt: "secret.jwt.here" } });
    const nonsense = await failureOf(supply.take());
    await clock.settle();
    for (const error of [refused, nonsense]) {
      expect(`${JSON.stringify(error)} ${String(error)}`).not.toMatch(/secret|openid-of/);
    }
  });
});
