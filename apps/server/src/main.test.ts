import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeHomeserver } from "./testing/fakeHomeserver.ts";
import { createRoomPath, startFakeSfu } from "./testing/fakeSfu.ts";
import { freePort } from "./testing/freePort.ts";
import { serverUnderTest } from "./testing/serverUnderTest.ts";
import { temporaryFolder } from "./testing/temporaryFolder.ts";

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

  it("[SV3] ends with code 2 and the known words when the environment is not enough", async () => {
    const server = start({ LIVEKIT_URL: "wss://sfu.test", LIVEKIT_KEY: "key" });
    expect(await server.ended).toBe(2);
    expect(server.errors().trim().split("\n")).toEqual([
      "LIVEKIT_FULL_ACCESS_HOMESERVERS environment variable must be set to the homeserver(s) you intend to serve — see README for guidance",
      "LIVEKIT_KEY* / LIVEKIT_SECRET* and LIVEKIT_URL must be set",
    ]);
  });

  it("[SV1] runs alone from the environment, with and without the path in front", async () => {
    const homeserver = await startFakeHomeserver({ serverName: "example.com", asToken: "as" });
    homeserver.openIdTokens.set("openid-of-alice", "@alice:example.com");
    homeserver.rooms.create("!room", ["@alice:example.com"]);
    const sfu = await startFakeSfu({ apiSecret: "secret-of-at-least-thirty-two-characters" });
    sfu.override = ({ path }) => (path === `/sfu${createRoomPath}` ? { body: {} } : undefined);
    const port = await freePort();
    const folder = temporaryFolder();
    writeFileSync(join(folder, "keys"), "key: secret-of-at-least-thirty-two-characters\n");
    const server = start({
      LIVEKIT_URL: `${sfu.url.replace("http", "ws")}/sfu/`,
      LIVEKIT_KEY_FILE: join(folder, "keys"),
      LIVEKIT_FULL_ACCESS_HOMESERVERS: "example.com",
      LIVEKIT_JWT_BIND: `127.0.0.1:${port}`,
      LIVEKIT_HS_SERVER_NAME: "example.com",
      LIVEKIT_AS_TOKEN: "as",
      LIVEKIT_HS_TOKEN: "hs",
      LIVEKIT_CS_API_URL_OVERRIDES: `example.com=${homeserver.url}`,
      CONFAB_DATA_DIR: join(folder, "data"),
    });
    await expect.poll(server.output, { timeout: 8_000 }).toContain("listening for");

    const origin = `http://127.0.0.1:${port}`;
    const openid_token = { access_token: "openid-of-alice", matrix_server_name: "example.com" };
    const ask = (path: string, room: string) =>
      fetch(origin + path, {
        method: "POST",
        body: JSON.stringify({ room, device_id: "DEVICE", openid_token }),
      });
    for (const path of ["/sfu/get", "/livekit/jwt/sfu/get"]) {
      const answer = await ask(path, "!room");
      expect(answer.status).toBe(200);
      const grant: unknown = await answer.json();
      expect(grant).toEqual({
        url: `${sfu.url.replace("http", "ws")}/sfu/`,
        jwt: expect.any(String),
      });
    }
    // The path of the SFU's address is kept for its API.
    expect(sfu.asked(`/sfu${createRoomPath}`)).toHaveLength(2);
    expect((await ask("/sfu/get", "!other")).status).toBe(403);

    const alive = await fetch(`${origin}/healthz`);
    expect([alive.status, await alive.text()]).toEqual([200, ""]);
    expect((await fetch(`${origin}/readyz`)).headers.get("content-type")).toContain("json");
    const ping = await fetch(`${origin}/_matrix/app/v1/ping`, {
      method: "POST",
      headers: { authorization: "Bearer hs" },
      body: '{"transaction_id":"t"}',
    });
    expect([ping.status, await ping.text()]).toEqual([200, "{}"]);
    for (const secret of ["openid-of-alice", "secret-of-at-least", "Bearer hs"]) {
      expect(server.output()).not.toContain(secret);
    }
  });
});
