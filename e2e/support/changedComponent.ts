import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { requirePid, runningStack } from "./runningStack.ts";

type Config = Readonly<Record<string, unknown>>;

export interface ChangedComponent {
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
const json = v.record(v.string(), v.unknown());

/**
 * Starts a second Synapse or LiveKit of this run's versions beside the stack's, with its configuration changed. Resolves
 * when `answersAt` answers.
 */
export async function startChanged(
  component: "homeserver" | "sfu",
  change: (config: Config, folder: string) => Config,
  answersAt: string,
): Promise<ChangedComponent> {
  const pid = requirePid(component, runningStack().dataDir);
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  const [program = "", ...args] = stdout.trim().split(/\s+/);
  const configPath = args.at(-1) ?? "";
  const folder = mkdtempSync(join(tmpdir(), "confab-changed-"));
  const path = join(folder, "config.yaml");
  // Ours are written as JSON, which is YAML.
  const config = v.parse(json, JSON.parse(readFileSync(configPath, "utf8")));
  writeFileSync(path, JSON.stringify(change(config, folder)));
  const child = spawn(program, [...args.slice(0, -1), path], { cwd: folder, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = () =>
    fetch(answersAt).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const startedAt = Date.now(); !(await answers()); await sleep(200)) {
    if (child.exitCode !== null || Date.now() - startedAt > startTimeoutMs) {
      await stop();
      throw new Error(`${component} does not start with the changed configuration`);
    }
  }
  return { stop };
}
