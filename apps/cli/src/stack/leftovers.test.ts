import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isRunning, signalGroup } from "../process/processGroup.ts";
import { processIdentity } from "../process/processIdentity.ts";
import { idle } from "../testing/nodeComponent.ts";
import { examplePlan } from "../testing/plan.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { endLeftovers } from "./leftovers.ts";
import { type StackFile, writeStackFile } from "./stackFile.ts";

async function startComponent() {
  const child = spawn(process.execPath, ["-e", `console.log(1); ${idle}`], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const pid = child.pid ?? 0;
  onTestFinished(() => signalGroup(pid, "SIGKILL"));
  await once(child.stdout, "data");
  return { pid, identity: processIdentity(pid) ?? "", startedAt: 0 };
}

function setUp(components: StackFile["components"]): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { ports, publicUrl, serverName } = examplePlan();
  writeStackFile(folder.path, {
    version: 1,
    pid: 999_999,
    identity: "a killed supervisor",
    startedAt: 0,
    state: "ready",
    address: publicUrl,
    serverName,
    ports,
    components,
    logs: folder.path,
  });
  return folder.path;
}

describe("left-overs of a killed supervisor", () => {
  it("[SP4] are ended", async () => {
    const ref = await startComponent();
    const dataDir = setUp({ sfu: ref });
    expect(await endLeftovers(dataDir)).toBe(1);
    expect(isRunning(ref)).toBe(false);
    expect(existsSync(join(dataDir, "stack.json"))).toBe(false);
  });

  it("[SP4] are not those that took over an old number", async () => {
    const ref = await startComponent();
    const dataDir = setUp({ sfu: { ...ref, identity: "another" } });
    expect(await endLeftovers(dataDir)).toBe(0);
    expect(isRunning(ref)).toBe(true);
  });

  it("[SP4] are none when stack.json is missing or broken", async () => {
    const dataDir = setUp({});
    writeFileSync(join(dataDir, "stack.json"), "{broken");
    expect(await endLeftovers(dataDir)).toBe(0);
  });
});
