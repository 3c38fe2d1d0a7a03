import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { idle, stubborn } from "../testing/nodeComponent.ts";
import { endProcess, isRunning, type ProcessRef, signalGroup } from "./processGroup.ts";
import { processIdentity } from "./processIdentity.ts";

/** Starts a Node program in its own group and waits for its first line. */
async function start(
  program: string,
): Promise<{ child: ChildProcess; ref: ProcessRef; line: string }> {
  const child = spawn(process.execPath, ["-e", `${program}; console.log(process.pid)`], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const pid = child.pid ?? 0;
  onTestFinished(() => signalGroup(pid, "SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, ref: { pid, identity: processIdentity(pid) ?? "" }, line: String(line) };
}

describe("process group", () => {
  it("[SP4] knows a process by its number and its beginning", async () => {
    const { ref } = await start(idle);
    expect(isRunning(ref)).toBe(true);
    expect(isRunning({ ...ref, identity: "another" })).toBe(false);
    await endProcess(ref, { graceMs: 2000 });
    expect(isRunning(ref)).toBe(false);
    expect(processIdentity(ref.pid)).toBeUndefined();
  });

  it("[SP4] leaves a process alone that has another identity", async () => {
    const { ref } = await start(idle);
    await endProcess({ ...ref, identity: "another" }, { graceMs: 100 });
    expect(isRunning(ref)).toBe(true);
  });

  it("[SP1] kills what does not end within its grace", async () => {
    const { child, ref } = await start(stubborn);
    const exit = once(child, "exit");
    await endProcess(ref, { graceMs: 100 });
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  it("[SP1] asks a second time where the first means 'when convenient'", async () => {
    const { child, ref } = await start(
      `let asked = 0; process.on("SIGTERM", () => { if (++asked === 2) process.exit(7); }); ${idle}`,
    );
    const exit = once(child, "exit");
    await endProcess(ref, { graceMs: 5000, insistAfterMs: 50 });
    expect(await exit).toEqual([7, null]);
  });

  it("[SP1] ends a stopped process in order, too", async () => {
    const { child, ref } = await start(`process.on("SIGTERM", () => process.exit(0)); ${idle}`);
    const exit = once(child, "exit");
    signalGroup(ref.pid, "SIGSTOP");
    await endProcess(ref, { graceMs: 5000 });
    expect(await exit).toEqual([0, null]);
  });
});
