import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeJsonFile } from "../files/jsonFile.ts";
import { secretsPath } from "../stack/secrets.ts";
import type { StackFile } from "../stack/stackFile.ts";
import { examplePlan } from "../testing/plan.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { stackChecks } from "./stackChecks.ts";

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const readable = { "content-type": "application/json", "access-control-allow-origin": "*" };
const components = { homeserver: "up", sfu: "up", turn: "up", storage: "up" };
const transportsPath = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";

/** One server for every component: only the answers matter. */
async function setUp(change: Readonly<Record<string, Answer>> = {}) {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const plan = examplePlan();
  writeJsonFile(secretsPath(folder.path), plan.secrets);

  const answers: Record<string, Answer> = { ...change };
  const asked: Record<string, string | undefined> = {};
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked[path] = request.headers.authorization;
    const { status = 200, headers = readable, body } = answers[path] ?? { status: 404 };
    response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const address = `http://127.0.0.1:${port}`;
  const transport = { type: "livekit", livekit_service_url: `${address}/livekit/jwt` };
  const healthy: Record<string, Answer> = {
    "/healthz": { body: { status: "ok", components } },
    "/.well-known/matrix/client": { body: { "m.homeserver": { base_url: address } } },
    "/.well-known/matrix/server": { body: { "m.server": "example.org:443" } },
    "/_matrix/client/versions": { body: { unstable_features: { "org.matrix.msc4140": true } } },
    [transportsPath]: { body: { rtc_transports: [transport] } },
    "/rtc/validate": { status: 404 },
  };
  for (const [path, answer] of Object.entries(healthy)) answers[path] ??= answer;

  const stack: StackFile = {
    version: 1,
    pid: 2,
    identity: "",
    startedAt: 0,
    state: "ready",
    address,
    serverName: plan.serverName,
    ports: { ...plan.ports, sfu: port },
    components: {},
    logs: "/data/logs",
  };
  const checks = await stackChecks(stack, folder.path);
  return {
    bad: checks.filter(({ state }) => state === "bad").map(({ text }) => text),
    asked,
    plan,
  };
}

describe("doctor on a running stack", () => {
  it("[DO2] finds nothing wrong with a healthy one", async () => {
    const { bad, asked, plan } = await setUp();
    expect(bad).toEqual([]);
    expect(asked[transportsPath]).toBe(`Bearer ${plan.secrets.asToken}`);
    expect(asked["/rtc/validate"]).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each<[string, Answer, string]>([
    [
      "/healthz",
      { status: 503, body: { status: "degraded", components: { ...components, turn: "down" } } },
      "Does not answer: turn",
    ],
    ["/healthz", { status: 502 }, "The Confab server does not answer"],
    [
      "/.well-known/matrix/client",
      { headers: { "content-type": "text/html" }, body: {} },
      "/.well-known/matrix/client: not application/json, no CORS header, no m.homeserver",
    ],
    [
      "/.well-known/matrix/server",
      { status: 404 },
      "/.well-known/matrix/server: status 404, no m.server",
    ],
    [
      "/_matrix/client/versions",
      { body: { unstable_features: {} } },
      "Delayed leaves are off: people who vanish stay in the call",
    ],
    [
      transportsPath,
      { status: 404 },
      "The homeserver does not offer the call service: clients say that calls are not supported",
    ],
    ["/rtc/validate", { status: 200 }, "The SFU makes a room for every token"],
    [
      "/rtc/validate",
      { status: 401 },
      "The SFU could not be asked whether it makes rooms by itself",
    ],
  ])("[DO2] finds what is wrong with %s", async (path, answer, text) => {
    expect((await setUp({ [path]: answer })).bad).toEqual([text]);
  });
});
