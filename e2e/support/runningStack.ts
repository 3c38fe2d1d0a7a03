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
function componentPid(component: ComponentName): number | undefined {
  const content = readFileSync(join(runningStack().dataDir, "stack.json"), "utf8");
  return v.parse(stackFile, JSON.parse(content)).components[component]?.pid;
}

function requirePid(component: ComponentName): number {
  const pid = componentPid(component);
  if (pid === undefined) throw new Error(`${component} does not run`);
  return pid;
}

/**
 * Holds a component still (SIGSTOP) while `during` runs: it is there, but answers nothing, and the supervisor
 * does not replace it.
 */
export async function withFrozen<T>(
  component: ComponentName,
  during: () => Promise<T>,
): Promise<T> {
  const pid = requirePid(component);
  process.kill(pid, "SIGSTOP");
  try {
    return await during();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** Kills a component without warning, and waits until the supervisor has started another. */
export async function killComponent(component: ComponentName): Promise<void> {
  const killed = requirePid(component);
  process.kill(killed, "SIGKILL");
  await expect
    .poll(() => [undefined, killed].includes(componentPid(component)), {
      message: `${component} is started again`,
      timeout: 30_000,
    })
    .toBe(false);
}
