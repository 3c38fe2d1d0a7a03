import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../testing/freePort.ts";
import { serverUnderTest } from "../testing/serverUnderTest.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

async function setUp() {
  const server = await serverUnderTest();
  server.homeserver.openIdTokens.set("openid", "@alice:example.com");
  server.homeserver.rooms.create("!room", ["@alice:example.com"]);
  const other = new DatabaseSync(join(server.config.dataDir ?? "", "confab.db"));
  onTestFinished(() => {
    other.close();
  });
  const ask = () =>
    server.app.inject({ method: "POST", url: "/livekit/jwt/sfu/get", payload: request("DEVICE") });
  return { ...server, other, ask };
}

function request(deviceId: string): string {
  return JSON.stringify({
    room: "!room",
    device_id: deviceId,
    openid_token: { access_token: "openid", matrix_server_name: "example.com" },
  });
}

/** The server as a process that may write no file of more than so many kilobytes, as on a disk that is full. */
async function serverOnFullDisk(mostKilobytes: number): Promise<string> {
  const { config, homeserver } = await serverUnderTest({
    config: { tokens: { perUserPerMinute: 10_000, perAddressPerMinute: 10_000 } },
  });
  homeserver.openIdTokens.set("openid", "@alice:example.com");
  homeserver.rooms.create("!room", ["@alice:example.com"]);
  const folder = temporaryFolder();
  const path = join(folder, "server.json");
  const port = await freePort();
  const bind = { host: "127.0.0.1", port };
  const dataDir = join(folder, "data");
  writeFileSync(path, JSON.stringify({ ...config, bind, dataDir, logLevel: "info" }));
  const main = join(import.meta.dirname, "../main.ts");
  const child = spawn(
    "bash",
    ["-c", `ulimit -f ${mostKilobytes}; exec "$0" "$1"`, process.execPath, main],
    { env: { ...process.env, CONFAB_CONFIG: path }, stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
  });
  await expect.poll(() => output, { timeout: 8_000 }).toContain("listening for");
  return `http://127.0.0.1:${port}`;
}

describe("a database that fails", () => {
  it("[ST8] is a 503 that can be asked again while another program holds it locked", async () => {
    const server = await setUp();
    const { app, other, ask } = server;
    other.exec("BEGIN EXCLUSIVE");
    const answer = await ask();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("1");
    expect(answer.json()).toEqual({
      errcode: "M_UNKNOWN",
      error: "The server cannot reach its storage; try again soon",
      retry_after_ms: 1_000,
    });
    expect((await app.inject({ url: "/.well-known/matrix/client" })).statusCode).toBe(200);
    expect(server.log()).toContain("database is locked");
    other.exec("COMMIT");
    expect((await ask()).statusCode).toBe(200);
  });

  it(
    "[ST8] is a 503 while the disk is full, and the process goes on",
    { timeout: 20_000 },
    async () => {
      const origin = await serverOnFullDisk(1_000);
      const ask = async (device: string) => {
        const body = request(device);
        return (await fetch(`${origin}/livekit/jwt/sfu/get`, { method: "POST", body })).status;
      };
      const statuses = new Set<number>();
      for (let device = 0; device < 2_000 && !statuses.has(503); device += 1) {
        // A long name fills it sooner.
        statuses.add(await ask(`${device}${"x".repeat(100)}`));
      }
      expect([...statuses]).toEqual([200, 503]);
      expect((await fetch(`${origin}/.well-known/matrix/client`)).status).toBe(200);
      expect((await fetch(`${origin}/livekit/jwt/healthz`)).status).toBe(200);
    },
  );
});
