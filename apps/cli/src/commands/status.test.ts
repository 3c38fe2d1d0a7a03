import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseCommandLine } from "../commandLine.ts";
import { processIdentity } from "../process/processIdentity.ts";
import { writeStackFile } from "../stack/stackFile.ts";
import { examplePlan } from "../testing/plan.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { status } from "./status.ts";

/** A stack whose supervisor is this very process, with a server that reports the given health. */
async function setUp(sfu: "up" | "down", ...flags: string[]) {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const server = createServer((_request, response) => {
    const components = { homeserver: "up", sfu, turn: "off", storage: "up" };
    response
      .writeHead(sfu === "up" ? 200 : 503)
      .end(JSON.stringify({ status: sfu === "up" ? "ok" : "degraded", components }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const { ports, publicUrl, serverName } = examplePlan();
  writeStackFile(folder.path, {
    version: 1,
    pid: process.pid,
    identity: processIdentity(process.pid) ?? "",
    startedAt: Date.now() - 180_000,
    state: "ready",
    address: publicUrl,
    serverName,
    ports: { ...ports, server: port },
    components: { homeserver: { pid: 4711, identity: "", startedAt: Date.now() - 60_000 } },
    logs: folder.path,
  });
  const lines: string[] = [];
  const { settings } = parseCommandLine(["status", "--data", folder.path, ...flags], {}, "/");
  const code = await status({
    settings,
    terminal: {
      live: false,
      columns: 80,
      line: (text = "") => lines.push(text),
      raw: () => undefined,
      paint: (_style, text) => text,
    },
    env: {},
    repository: "/",
  });
  return { code, lines };
}

describe("status", () => {
  it("[ST1] ends with 0 when all is well", async () => {
    const { code, lines } = await setUp("up");
    expect(code).toBe(0);
    expect(lines).toEqual([
      "Confab runs at http://localhost:8080 as example.org, for 3 min: ok",
      "",
      "COMPONENT   PID   PORT  HEALTH  UPTIME",
      "homeserver  4711  8008  up      1 min",
      "sfu         -     -     up      -",
      "turn        -     -     off     -",
      "server      -     -     up      -",
    ]);
  });

  it("[ST1] ends with 1 when something is not, and says so to programs", async () => {
    const { code, lines } = await setUp("down", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(lines.join("\n"))).toMatchObject({
      state: "degraded",
      serverName: "example.org",
      components: [
        { name: "homeserver", pid: 4711, port: 8008, health: "up" },
        { name: "sfu", pid: null, port: null, health: "down" },
        { name: "turn", health: "off" },
        { name: "server", health: "up" },
      ],
    });
  });
});
