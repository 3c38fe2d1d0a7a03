import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDataFolder, inspectDataFolder } from "./stack/dataFolder.ts";
import { tryLock } from "./files/fileLock.ts";
import { writeStackFile } from "./stack/stackFile.ts";
import { processIdentity } from "./process/processIdentity.ts";
import { examplePlan } from "./testing/plan.ts";
import { runProgram } from "./process/runProgram.ts";
import { temporaryFolder } from "./testing/temporaryFolder.ts";

const main = join(import.meta.dirname, "main.ts");

function setUp() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const data = join(folder.path, "data");
  const cache = join(folder.path, "cache");
  return {
    data,
    cache,
    confab: async (...args: string[]) =>
      runProgram(process.execPath, [main, ...args, "--data", data], {
        env: { PATH: join(folder.path, "nothing"), CONFAB_CACHE: cache },
      }),
  };
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

describe("confab", () => {
  it("[CL2] ends with 2 on wrong usage", () => {
    const { status, stderr } = spawnSync(process.execPath, [main, "fly"], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^✗ Unknown command: fly\. .+\n$/);
  });

  it("[CL3] [RQ1] refuses to start without Python and Go, and writes nothing", async () => {
    const { confab, data, cache } = setUp();
    const { code, output } = await confab("up", "--port", "48080");
    expect(code).toBe(1);
    expect(output).toMatch(/^✗ Synapse needs Python .+\n {2}LiveKit .+\n$/);
    expect([existsSync(data), existsSync(cache)]).toEqual([false, false]);
  });

  it("[PO1] names the taken port and the flag", async () => {
    const { confab, data } = setUp();
    const port = await takenPort();
    const { code, output } = await confab("up", "--port", String(port));
    expect(code).toBe(1);
    expect(output).toBe(
      `✗ Port ${port} is taken by another program; choose another with --port.\n`,
    );
    expect(existsSync(data)).toBe(false);
  });

  it("[DF2] refuses the data of another server name and changes nothing", async () => {
    const { confab, data } = setUp();
    mkdirSync(data);
    writeFileSync(join(data, "version.json"), '{"version":1,"serverName":"other.org"}');
    const { code, output } = await confab("up", "--name", "example.org");
    expect(code).toBe(1);
    expect(output).toContain("other.org");
    expect(readdirSync(data)).toEqual(["version.json"]);
  });

  it("[FS1] refuses to put sites into the data folder of a single stack, and changes nothing", async () => {
    const { confab, data } = setUp();
    createDataFolder(inspectDataFolder(data, undefined));
    const { code, output } = await confab("sites", "2");
    expect(code).toBe(1);
    expect(output).toContain("the data folder of a single stack");
    expect(readdirSync(data)).toEqual(["version.json"]);
  });

  it("[FS1] refuses a site that was made for another port, since its name cannot be changed", async () => {
    const { confab, data } = setUp();
    createDataFolder(inspectDataFolder(join(data, "b"), "localhost:9999"));
    const { code, output } = await confab("sites", "2", "--port", "48480");
    expect(code).toBe(1);
    expect(output).toMatch(/belongs to the server name localhost:9999.+localhost:48481/);
    expect(readdirSync(data)).toEqual(["b"]);
  });

  it("[DF3] tells the address of the stack that runs with the same data", async () => {
    const { confab, data } = setUp();
    createDataFolder(inspectDataFolder(data, undefined));
    const lock = tryLock(join(data, "supervisor.lock"));
    onTestFinished(() => lock?.release());
    const { ports, serverName } = examplePlan();
    writeStackFile(data, {
      version: 1,
      pid: process.pid,
      identity: processIdentity(process.pid) ?? "",
      startedAt: 0,
      state: "ready",
      address: "http://localhost:4711",
      serverName,
      ports,
      components: {},
      logs: join(data, "logs"),
    });
    const { code, output } = await confab("up");
    expect(code).toBe(1);
    expect(output).toBe(`✗ Confab already runs with the data in ${data}: http://localhost:4711\n`);
  });

  it("[ST1] status ends with 3 when nothing runs", async () => {
    const { confab } = setUp();
    expect((await confab("status")).code).toBe(3);
    expect(await confab("status", "--json")).toEqual({ code: 3, output: '{"state":"stopped"}\n' });
  });

  it("down is content when nothing runs", async () => {
    const { confab, data } = setUp();
    expect(await confab("down")).toEqual({
      code: 0,
      output: `Nothing runs with the data in ${data}\n`,
    });
  });
});
