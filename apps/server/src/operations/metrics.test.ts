import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Gauge, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { serverUnderTest } from "../testing/serverUnderTest.ts";
import { createMetricsServer } from "./metricsServer.ts";

const tokenRequest = {
  room: "!r",
  device_id: "D",
  openid_token: { access_token: "openid-of-alice", matrix_server_name: "example.com" },
};

async function setUp() {
  const server = await serverUnderTest({
    config: {
      metricsBind: { host: "127.0.0.1", port: 1 },
      internalBind: { host: "127.0.0.1", port: 2 },
      membership: { check: "off" },
    },
  });
  server.homeserver.openIdTokens.set("openid-of-alice", "@alice:example.com");
  return {
    ...server,
    getToken: (change: object = {}) =>
      server.app.inject({
        method: "POST",
        url: "/livekit/jwt/sfu/get",
        payload: { ...tokenRequest, ...change },
      }),
    /** Lines of one metric. */
    read: async (name: string): Promise<readonly string[]> => {
      const answer = await server.metrics?.inject({ url: "/metrics" });
      return (answer?.body ?? "").split("\n").filter((line) => line.startsWith(name));
    },
  };
}

describe("GET /metrics", () => {
  it("[SI1] is text for Prometheus, to GET and HEAD, and the only thing on its listener", async () => {
    const { metrics, app } = await setUp();
    const answer = await metrics?.inject({ url: "/metrics" });
    expect(answer?.statusCode).toBe(200);
    expect(answer?.headers["content-type"]).toContain("text/plain; version=0.0.4");
    expect(answer?.body).toContain("process_resident_memory_bytes ");
    expect((await metrics?.inject({ method: "HEAD", url: "/metrics" }))?.statusCode).toBe(200);
    for (const url of ["/", "/healthz", "/api/v1/guests"]) {
      expect((await metrics?.inject({ url }))?.statusCode).toBe(404);
    }
    expect((await app.inject({ url: "/metrics" })).statusCode).toBe(404);
  });

  it("[SI2] counts answers by listener, method, route and class of status", async () => {
    const { app, internal, read } = await setUp();
    await app.inject({ url: "/.well-known/matrix/client" });
    await app.inject({ url: "/.well-known/matrix/client" });
    await internal?.inject({ url: "/what-a-stranger-wrote" });
    const counts = await read("confab_http_request_duration_seconds_count");
    expect(counts).toContain(
      'confab_http_request_duration_seconds_count{listener="public",method="GET",route="/.well-known/matrix/client",status="2xx"} 2',
    );
    expect(counts).toContain(
      'confab_http_request_duration_seconds_count{listener="internal",method="GET",route="(none)",status="4xx"} 1',
    );
    expect(counts.join("\n")).not.toContain("what-a-stranger-wrote");
  });

  it("[SI3] counts token requests by what came of them", async () => {
    const { app, getToken, read, sfu } = await setUp();
    await getToken();
    await app.inject({ method: "OPTIONS", url: "/livekit/jwt/sfu/get" });
    await app.inject({ url: "/livekit/jwt/sfu/get" });
    await getToken({ room: "" });
    await getToken({ openid_token: { access_token: "x", matrix_server_name: "example.com" } });
    sfu.override = () => ({ status: 503, body: {} });
    await getToken({ room: "!another" });
    const labels = 'endpoint="sfu_get",asked_by="client"';
    expect(await read("confab_token_requests_total")).toEqual([
      `confab_token_requests_total{${labels},outcome="granted"} 1`,
      `confab_token_requests_total{${labels},outcome="invalid"} 1`,
      `confab_token_requests_total{${labels},outcome="unauthorised"} 1`,
      `confab_token_requests_total{${labels},outcome="failed"} 1`,
    ]);
  });

  it("[SI4] counts and times verifications by outcome, without the name of the homeserver", async () => {
    const { getToken, read } = await setUp();
    const of = (access_token: string, matrix_server_name: string) =>
      getToken({ openid_token: { access_token, matrix_server_name } });
    await of("openid-of-alice", "example.com");
    await of("nobody's", "example.com");
    await of("x", "127.0.0.1:1");
    const counts = await read("confab_openid_verification_duration_seconds_count");
    expect(counts).toEqual([
      'confab_openid_verification_duration_seconds_count{homeserver="own",outcome="verified"} 1',
      'confab_openid_verification_duration_seconds_count{homeserver="own",outcome="token-refused"} 1',
      'confab_openid_verification_duration_seconds_count{homeserver="other",outcome="server-unreachable"} 1',
    ]);
  });

  it("[SI6] leaves out what cannot be read, and answers all the same", async () => {
    const clock = createManualClock();
    const metrics = new Registry();
    const warnings: unknown[] = [];
    const app = createMetricsServer({
      metrics,
      clock,
      log: { warn: (line: unknown) => warnings.push(line) },
    });
    const gauge = (name: string, collect: () => Promise<void>) =>
      new Gauge({ name, help: "help", registers: [metrics], collect });
    gauge("broken", () => Promise.reject(new Error("no database")));
    gauge("hanging", () => new Promise<void>(() => {}));
    gauge("good", async () => {});
    const answer = app.inject({ url: "/metrics" });
    await expect
      .poll(async () => {
        await clock.advance(1_000);
        return warnings;
      })
      .toMatchObject([{ metric: "broken" }, { metric: "hanging" }]);
    const { statusCode, body } = await answer;
    expect(statusCode).toBe(200);
    expect(body).toContain("\ngood 0\n");
    expect(body).not.toMatch(/^(broken|hanging) /m);
  });

  it("[SI7] has no metric of ours that the operators' page does not describe, and the other way round", async () => {
    const { read } = await setUp();
    const registered = (await read("# TYPE confab_")).map((line) => line.split(" ")[2]);
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/operations.md"), "utf8");
    const described = page
      .split("\n")
      .flatMap((line) => /^\| `(confab_\w+)`/.exec(line)?.[1] ?? []);
    expect(new Set(described)).toEqual(new Set(registered));
  });

  it("[SI5] tells which components work, without those that are not configured", async () => {
    const { read, homeserver } = await setUp();
    await homeserver.close();
    expect(await read("confab_component_up")).toEqual([
      'confab_component_up{component="homeserver"} 0',
      'confab_component_up{component="sfu"} 1',
      'confab_component_up{component="storage"} 1',
    ]);
  });
});
