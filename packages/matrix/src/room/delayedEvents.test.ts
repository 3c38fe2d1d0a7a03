import { createFakeHttpClient } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createClientServerApi } from "../clientServer/clientServerApi.ts";
import { createDelayedEvents } from "./delayedEvents.ts";

const base = "https://hs.example/_matrix/client";
const statePath = "/v3/rooms/!room/state/m.test/key";
const scheduleUrl = `${base}${statePath}?org.matrix.msc4140.delay=8000`;
const unrecognized = { status: 404, body: { errcode: "M_UNRECOGNIZED" } };

function setUp(features: Readonly<Record<string, boolean>> = { "org.matrix.msc4140": true }) {
  const http = createFakeHttpClient();
  http.route("GET", `${base}/versions`, () => ({
    status: 200,
    body: { versions: ["v1.15"], unstable_features: features },
  }));
  const api = createClientServerApi({
    http,
    homeserverUrl: "https://hs.example",
    accessToken: "secret",
    onOutcome: () => {},
  });
  return { http, delayedEvents: createDelayedEvents(api) };
}

describe("delayed events", () => {
  it("[MO6] schedules on a homeserver that can, and asks it once", async () => {
    const { http, delayedEvents } = setUp();
    http.route("PUT", scheduleUrl, () => ({ status: 200, body: { delay_id: "syd_1" } }));
    await delayedEvents.prepare();
    for (let time = 0; time < 2; time += 1) {
      expect(await delayedEvents.schedule(statePath, {}, 8000)).toEqual({ delayId: "syd_1" });
    }
    expect(http.requests.map(({ method }) => method)).toEqual(["GET", "PUT", "PUT"]);
  });

  it("[MO6] sends nothing to a homeserver that cannot", async () => {
    const { http, delayedEvents } = setUp({ "org.matrix.msc4140": false });
    await expect(delayedEvents.schedule(statePath, {}, 8000)).rejects.toMatchObject({
      status: 404,
      errcode: "M_UNRECOGNIZED",
    });
    expect(http.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("[MO6] takes an answer without a delay id as a homeserver that cannot", async () => {
    const { http, delayedEvents } = setUp();
    http.route("PUT", scheduleUrl, () => ({ status: 200, body: { event_id: "$sent" } }));
    await expect(delayedEvents.schedule(statePath, {}, 8000)).rejects.toMatchObject({
      errcode: "M_UNRECOGNIZED",
    });
  });

  it("[MO7] names the longest delay that the refusal names", async () => {
    const { http, delayedEvents } = setUp();
    http.route("PUT", scheduleUrl, () => ({
      status: 400,
      body: {
        errcode: "M_UNKNOWN",
        "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
        "org.matrix.msc4140.max_delay": 5000,
      },
    }));
    await expect(delayedEvents.schedule(statePath, {}, 8000)).rejects.toMatchObject({
      errcode: "M_MAX_DELAY_EXCEEDED",
      data: { maxDelayMs: 5000 },
    });
  });

  it("[MO7] looks the longest delay up where the refusal does not name it", async () => {
    const { http, delayedEvents } = setUp();
    http.route("PUT", scheduleUrl, () => ({
      status: 400,
      body: { errcode: "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE" },
    }));
    const refused = () => delayedEvents.schedule(statePath, {}, 8000);
    const failure = await refused().catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 400 });
    expect(failure).not.toHaveProperty("data.maxDelayMs");
    http.route("GET", `${base}/v3/capabilities`, () => ({
      status: 200,
      body: { capabilities: { "org.matrix.msc4140.delayed_events": { max_delay_ms: 5000 } } },
    }));
    await expect(refused()).rejects.toMatchObject({ status: 400, data: { maxDelayMs: 5000 } });
  });

  it("[MO8] restarts with a request that outlives the page and gives up early", async () => {
    const { http, delayedEvents } = setUp();
    const url = `${base}/unstable/org.matrix.msc4140/delayed_events/syd%2F1/restart`;
    http.route("POST", url, () => ({ status: 200, body: {} }));
    await delayedEvents.update("syd/1", "restart");
    expect(http.requests).toMatchObject([{ url, outlivesPage: true, timeoutMs: 5000 }]);
  });

  it("[MO8] falls back to the action in the body", async () => {
    const { http, delayedEvents } = setUp();
    const url = `${base}/unstable/org.matrix.msc4140/delayed_events/syd_1`;
    http.route("POST", `${url}/send`, () => unrecognized);
    http.route("POST", url, () => ({ status: 200, body: {} }));
    await delayedEvents.update("syd_1", "send");
    expect(http.requests[1]).toMatchObject({ url, body: { action: "send" }, outlivesPage: true });
  });

  it("[MO8] does not take an unknown delay id for an unknown endpoint", async () => {
    const { http, delayedEvents } = setUp();
    const url = `${base}/unstable/org.matrix.msc4140/delayed_events/syd_1/restart`;
    http.route("POST", url, () => ({ status: 404, body: { errcode: "M_NOT_FOUND" } }));
    await expect(delayedEvents.update("syd_1", "restart")).rejects.toMatchObject({ status: 404 });
    expect(http.requests).toHaveLength(1);
  });
});
