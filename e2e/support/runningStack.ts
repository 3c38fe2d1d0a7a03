import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import * as v from "valibot";

const stackFile = v.object({ components: v.record(v.string(), v.object({ pid: v.number() })) });

/** Where the stack of this run is, as the global set-up started it. */
export function runningStack(): { readonly origin: string; readonly dataDir: string } {
  const origin = process.env["CONFAB_E2E_ORIGIN"];
  const dataDir = process.env["CONFAB_E2E_DATA"];
  if (origin === undefined || dataDir === undefined) {
    throw new Error("The stack is not running: start the specs with Playwright's global set-up.");
  }
  return { origin, dataDir };
}

export type ComponentName = "homeserver" | "sfu" | "turn" | "server";

/** Process id of a component right now; undefined while it is being replaced. */
function componentPid(component: ComponentName, dataDir: string): number | undefined {
  const content = readFileSync(join(dataDir, "stack.json"), "utf8");
  return v.parse(stackFile, JSON.parse(content)).components[component]?.pid;
}

/** Process id of a component, which has to run. */
export function requirePid(component: ComponentName, dataDir: string): number {
  const pid = componentPid(component, dataDir);
  if (pid === undefined) throw new Error(`${component} does not run`);
  return pid;
}

/**
 * Holds a component still (SIGSTOP) while `during` runs: it is there, but answers nothing, and the supervisor
 * does not replace it. Of the stack with that data folder; of this run's own without one.
 */
export async function withFrozen<T>(
  component: ComponentName,
  during: () => Promise<T>,
  dataDir = runningStack().dataDir,
): Promise<T> {
  const pid = requirePid(component, dataDir);
  process.kill(pid, "SIGSTOP");
  try {
    return await during();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** Kills a component without warning, and waits until the supervisor has started another. */
export async function killComponent(component: ComponentName): Promise<void> {
  const { dataDir } = runningStack();
  const killed = requirePid(component, dataDir);
  process.kill(killed, "SIGKILL");
  await expect
    .poll(() => [undefined, killed].includes(componentPid(component, dataDir)), {
      message: `${component} is started again`,
      timeout: 30_000,
    })
    .toBe(false);
}
