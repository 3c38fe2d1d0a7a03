import {
  createFakeClock,
  createFakeHttpClient,
  createFakeMatrix,
  createFakeSfu,
  createFakeTokenService,
  matrixErrors,
} from "@confab/testing";
import type { HttpResponse } from "@confab/core";
import type { LivekitTransport } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { defaultCallConfig } from "../call/callConfig.ts";
import { createScope } from "../reactive/scope.ts";
import { signal } from "../reactive/signal.ts";
import { createGrantSupply } from "./grantSupply.ts";

const userId = "@alice:hs.test";
const elsewhere = { type: "livekit", serviceUrl: "https://elsewhere.test/jwt" } as const;

function setUp() {
  const clock = createFakeClock();
  const matrix = createFakeMatrix(clock);
  const http = createFakeHttpClient();
  const tokens = createFakeTokenService(http, createFakeSfu(clock));
  const roomId = matrix.createRoom(userId);
  const room = matrix.room({ roomId, userId, deviceId: "DEV" });
  const scope = createScope();
  const kept: string[] = [];
  const callTransport$ = signal<LivekitTransport | undefined>(undefined);
  const supply = createGrantSupply(scope, {
    room,
    http,
    clock,
    config: defaultCallConfig,
    callTransport$,
    onGrant: ({ grant }) => kept.push(grant.jwt),
  });
  const take = () => supply.take(scope);
  const asked = () => matrix.requests.map(({ kind }) => kind);
  const answerWith = (...answers: (HttpResponse | undefined)[]) => {
    tokens.answer = () => answers.shift();
  };
  return {
    clock,
    matrix,
    http,
    tokens,
    room,
    scope,
    supply,
    take,
    callTransport$,
    kept,
    asked,
    answerWith,
  };
}

const failureOf = (request: Promise<unknown>) =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("grants", () => {
  it("[GR1] come from the service of the homeserver's transport", async () => {
    const { matrix, http, take, asked } = setUp();
    const { grant, transport, wasReady } = await take();
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
    const { clock, matrix, take } = setUp();
    matrix.faults.latencyMs = 200;
    const startedAt = clock.now();
    const taking = take();
    await clock.advance(200);
    await taking;
    expect(matrix.requests.map(({ at }) => at - startedAt)).toEqual([0, 0]);
  });

  it("[GR2] are asked for four times, with growing waits", async () => {
    const { clock, http, take, asked } = setUp();
    http.offline = true;
    const failure = failureOf(take());
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
    const { clock, http, take, answerWith } = setUp();
    answerWith({ status: 429, body: {}, retryAfterMs: 5000 });
    const taking = take();
    await clock.advance(4999);
    expect(http.requests).toHaveLength(1);
    await clock.advance(1);
    expect((await taking).grant.identity).toBe(`${userId}:DEV`);
  });

  it("[GR2] wait for the homeserver, too", async () => {
    const { clock, matrix, room, take } = setUp();
    room.setOnline(false);
    const taking = take();
    await clock.advance(400);
    room.setOnline(true);
    await clock.advance(100);
    expect((await taking).transport).toEqual(matrix.transports[0]);
  });

  it.each([400, 401, 403, 404])("[GR3] are refused by a %i", async (status) => {
    const { take, http, answerWith } = setUp();
    answerWith({ status, body: { errcode: "M_FORBIDDEN" } });
    expect(await failureOf(take())).toMatchObject({
      code: "TOKEN_REFUSED",
      data: { status },
    });
    expect(http.requests).toHaveLength(1);
  });

  it("[GR3] do not exist without a transport", async () => {
    const { matrix, take } = setUp();
    matrix.transports = [];
    expect(await failureOf(take())).toMatchObject({ code: "TRANSPORT_MISSING" });
  });

  it.each([
    { status: 200, body: "<html>" },
    { status: 200, body: { url: "wss://sfu.test", jwt: "a.b.c" } },
  ])("[GR3] are not made of nonsense ($body)", async (answer) => {
    const { take, answerWith } = setUp();
    answerWith(answer);
    expect(await failureOf(take())).toMatchObject({ code: "TOKEN_SERVICE_DOWN" });
  });

  it("[GR3] pass on what the homeserver refuses", async () => {
    const { matrix, take } = setUp();
    matrix.faults.refuse = ({ kind }) =>
      kind === "openIdToken" ? matrixErrors.forbidden() : undefined;
    expect(await failureOf(take())).toMatchObject({ code: "MATRIX_REQUEST", status: 403 });
  });

  it("[GR4] that are ready are used", async () => {
    const { tokens, supply, take } = setUp();
    await supply.prepare();
    expect((await take()).wasReady).toBe(true);
    expect(tokens.requestCount).toBe(1);
  });

  it("[GR4] that are on their way are waited for", async () => {
    const { clock, matrix, tokens, supply, kept, take } = setUp();
    matrix.faults.latencyMs = 200;
    const preparing = supply.prepare();
    await clock.advance(100);
    const taking = take();
    await clock.advance(100);
    await Promise.all([preparing, taking]);
    expect(tokens.requestCount).toBe(1);
    await clock.advance(600_000);
    expect(tokens.requestCount).toBe(1);
    expect(kept).toHaveLength(0);
  });

  it("[GR4] that are about to expire are not", async () => {
    const { clock, http, tokens, supply, take } = setUp();
    tokens.lifetimeMs = 70_000;
    await supply.prepare();
    http.offline = true;
    await clock.advance(11_000);
    http.offline = false;
    expect((await take()).wasReady).toBe(false);
    expect(tokens.requestCount).toBe(2);
  });

  it("[GR5] are replaced in the lobby", async () => {
    const { clock, tokens, supply, kept, scope, take } = setUp();
    await supply.prepare();
    await clock.advance(239_000);
    expect(tokens.requestCount).toBe(1);
    await clock.advance(1000);
    expect(tokens.requestCount).toBe(2);
    expect(kept).toHaveLength(2);
    expect((await take()).grant.jwt).toBe(kept[1]);
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
    const { take, answerWith, clock } = setUp();
    answerWith({ status: 403, body: { error: "secret-in-body" } });
    const refused = await failureOf(take());
    answerWith({ status: 200, body: { url: "wss://sfu.test", jwt: "secret.jwt.here" } });
    const nonsense = await failureOf(take());
    await clock.settle();
    for (const error of [refused, nonsense]) {
      expect(`${JSON.stringify(error)} ${String(error)}`).not.toMatch(/secret|openid-of/);
    }
  });

  it("[GR7] come from the service of the transport where the call is", async () => {
    const { callTransport$, matrix, http, take, asked, supply } = setUp();
    createFakeTokenService(http, createFakeSfu(createFakeClock()), elsewhere.serviceUrl);
    matrix.transports = [];
    callTransport$.value = elsewhere;
    expect((await take()).transport).toEqual(elsewhere);
    expect(asked()).toEqual(["openIdToken"]);
    expect(supply.transport$.value).toEqual(elsewhere);
  });

  it("[GR7] wait with the choice until the room's state is known", async () => {
    const { callTransport$, clock, http, room, take } = setUp();
    createFakeTokenService(http, createFakeSfu(clock), elsewhere.serviceUrl);
    room.setReady(false);
    const taking = take();
    await clock.settle();
    expect(http.requests).toEqual([]);
    callTransport$.value = elsewhere;
    room.setReady(true);
    expect((await taking).transport).toEqual(elsewhere);
  });

  it("[GR7] are not asked for any more by a stay that has ended", async () => {
    const { clock, http, room, scope, supply } = setUp();
    room.setReady(false);
    const stay = scope.child();
    const failure = failureOf(supply.take(stay));
    stay.end();
    room.setReady(true);
    await clock.settle();
    expect(await failure).toMatchObject({ code: "INTERNAL" });
    expect(http.requests).toEqual([]);
  });

  it("[GR8] are replaced in the lobby when a call begins elsewhere, and when it ends", async () => {
    const { callTransport$, clock, http, take, supply, kept, matrix } = setUp();
    createFakeTokenService(http, createFakeSfu(clock), elsewhere.serviceUrl);
    await supply.prepare();
    callTransport$.value = elsewhere;
    await clock.settle();
    expect(kept).toHaveLength(2);
    expect(supply.transport$.value).toEqual(elsewhere);
    callTransport$.value = undefined;
    await clock.settle();
    expect(kept).toHaveLength(3);
    const { transport, wasReady } = await take();
    expect(transport).toEqual(matrix.transports[0]);
    expect(wasReady).toBe(true);
  });

  it("[GR8] are not used when the call has just begun elsewhere", async () => {
    const { callTransport$, clock, http, supply, take } = setUp();
    createFakeTokenService(http, createFakeSfu(clock), elsewhere.serviceUrl);
    await supply.prepare();
    callTransport$.value = elsewhere;
    expect((await take()).transport).toEqual(elsewhere);
  });

  it("[GR8] are kept when somebody joins where this device would have begun", async () => {
    const { callTransport$, clock, matrix, take, tokens, supply } = setUp();
    await supply.prepare();
    callTransport$.value = matrix.transports[0];
    await clock.settle();
    expect((await take()).wasReady).toBe(true);
    expect(tokens.requestCount).toBe(1);
  });

  it("[GR8] that are on their way to another SFU are not used", async () => {
    const { callTransport$, clock, http, matrix, supply, take } = setUp();
    createFakeTokenService(http, createFakeSfu(clock), elsewhere.serviceUrl);
    matrix.faults.latencyMs = 200;
    const preparing = supply.prepare();
    await clock.advance(100);
    callTransport$.value = elsewhere;
    const taking = take();
    await clock.advance(300);
    await preparing;
    expect(await taking).toMatchObject({ transport: elsewhere, wasReady: false });
  });
});
