import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { parseCallPage } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { readDescribedApi } from "../testing/describedApi.ts";
import { member, moderatedCall, moderator, other, peer } from "../testing/moderatedCall.ts";
import { serverUnderTest } from "../testing/serverUnderTest.ts";

/** Fastify tells this channel of every server that is made, before it has routes. */
const channel = "fastify.initialization";

function isFastify(message: unknown): message is { readonly fastify: FastifyInstance } {
  return typeof message === "object" && message !== null && "fastify" in message;
}

/** Every route below `/api/v1`, as the document writes it. */
async function routesOfTheServer(): Promise<readonly string[]> {
  const routes: string[] = [];
  const listen = (message: unknown) => {
    if (!isFastify(message)) return;
    message.fastify.addHook("onRoute", ({ method, url }) => {
      if (!url.startsWith("/api/v1/") || url.includes("*")) return;
      const path = url.replaceAll(/:(\w+)/g, "{$1}");
      for (const one of [method].flat()) if (one !== "HEAD") routes.push(`${one} ${path}`);
    });
  };
  subscribe(channel, listen);
  onTestFinished(() => {
    unsubscribe(channel, listen);
  });
  await serverUnderTest();
  return routes;
}

describe("the API's description", () => {
  it("[SN19] has every route below /api/v1, and no other", async () => {
    const routes = await routesOfTheServer();
    expect(routes).toContain("POST /api/v1/guests");
    expect(readDescribedApi().operations.toSorted()).toEqual(routes.toSorted());
  });

  it("[SN19] has examples that are what it says", () => {
    expect(readDescribedApi().exampleProblems()).toEqual([]);
  });

  it("[SN19] is served to any page", async () => {
    const { app } = await serverUnderTest();
    const answer = await app.inject({ url: "/api/v1/openapi.json" });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "access-control-allow-origin": "*",
    });
    expect(answer.json()).toMatchObject({ openapi: "3.1.0" });
  });

  it("[SN19] is what records and rings look like", async () => {
    // `api` compares every answer.
    const call = await moderatedCall();
    const identity = await call.enter(member);
    await call.comesBack(identity);
    const rung = await call.api(member, "POST", "/rings", { users: [other] });
    expect(rung.status).toBe(201);
    const ringId = String(Reflect.get(Object(rung.body), "ringId"));
    expect(await call.api(other, "POST", `/rings/${ringId}/decline`)).toEqual({ status: 204 });
    expect(await call.api(peer, "POST", `/rings/${ringId}/decline`)).toMatchObject({ status: 404 });
    const page = parseCallPage((await call.api(member, "GET", "/calls")).body);
    expect(page?.calls).toMatchObject([
      { status: "ongoing", participations: [{ userId: member }], rings: [{ ringId }] },
    ]);
    const path = `/calls/${page?.calls[0]?.callId ?? ""}`;
    expect(await call.api(member, "DELETE", path)).toMatchObject({ status: 403 });
    expect(await call.api(moderator, "DELETE", path)).toMatchObject({ status: 409 });
    expect(await call.api(moderator, "DELETE", "/calls")).toMatchObject({ status: 200 });
    expect(await call.api(moderator, "GET", "/calls?limit=0")).toMatchObject({ status: 400 });
  });

  it("[SN19] is what a guest's account looks like", async () => {
    const api = readDescribedApi();
    const { app } = await serverUnderTest();
    for (const [payload, status] of [
      [{ displayName: "Grace" }, 201],
      [{}, 400],
    ] as const) {
      const answer = await app.inject({ method: "POST", url: "/api/v1/guests", payload });
      expect(answer.statusCode).toBe(status);
      expect(api.problems("POST /api/v1/guests", status, answer.json())).toEqual([]);
    }
    expect(api.problems("POST /api/v1/guests", 201, { userId: "@a:b" })).not.toEqual([]);
  });
});
