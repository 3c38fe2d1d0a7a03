import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnLoopback } from "./testing/listenOnLoopback.ts";
import { serverUnderTest, temporaryFolder } from "./testing/serverUnderTest.ts";

/** The server as its supervisor starts it. */
function start(environment: Readonly<Record<string, string>>) {
  const { CONFAB_CONFIG: _own, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    errors += data.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, ended, output: () => output, errors: () => errors };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function configFile(port: number): Promise<string> {
  const { config, homeserver } = await serverUnderTest();
  const folder = temporaryFolder();
  const path = join(folder, "server.json");
  const bind = { host: "127.0.0.1", port };
  const dataDir = join(folder, "data");
  writeFileSync(path, JSON.stringify({ ...config, bind, dataDir, logLevel: "info" }));
  homeserver.override = ({ path: asked, query }) =>
    asked === "/_matrix/client/v3/sync"
      ? new Promise((resolve) => {
          setTimeout(resolve, Number(query.get("ms")), { body: { next_batch: "s1" } });
        })
      : undefined;
  return path;
}

describe("the process", () => {
  it("[SC1] ends with code 2 and a line per problem when the configuration is no good", async () => {
    const without = start({});
    expect(await without.ended).toBe(2);
    expect(without.errors()).toContain("CONFAB_CONFIG is not set");

    const path = join(temporaryFolder(), "server.json");
    writeFileSync(path, "{}");
    const empty = start({ CONFAB_CONFIG: path });
    expect(await empty.ended).toBe(2);
    expect(empty.errors()).toContain("publicUrl: ");
    expect(empty.errors()).not.toMatch(/^\s+at /m);
  });

  it("[SX1] says in one line that its port is taken", async () => {
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => {
      other.close();
    });
    const server = start({ CONFAB_CONFIG: await configFile(port) });
    expect(await server.ended).toBe(1);
    expect(server.errors()).toContain(`${port}`);
    expect(server.errors().trim().split("\n")).toHaveLength(1);
  });

  it("[SX1] says in one JSON line that it is ready, and [SX2] lets answers finish before it ends", async () => {
    const port = await freePort();
    const server = start({ CONFAB_CONFIG: await configFile(port) });
    await expect.poll(server.output, { timeout: 8_000 }).toContain("listening for");
    expect(JSON.parse(server.output().split("\n")[0] ?? "")).toMatchObject({ level: 30 });

    const sync = `http://127.0.0.1:${port}/_matrix/client/v3/sync`;
    const short = fetch(`${sync}?ms=500`).then((answer) => answer.status);
    const long = fetch(`${sync}?ms=30000`).then(
      (answer) => answer.status,
      () => "cut off",
    );
    await expect
      .poll(() => fetch(`http://127.0.0.1:${port}/livekit/jwt/healthz`).then((r) => r.status))
      .toBe(200);
    const askedAt = performance.now();
    server.child.kill("SIGTERM");
    expect(await short).toBe(200);
    expect(await long).toBe("cut off");
    expect(await server.ended).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(3_000);
  });
});
