import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../process/processGroup.ts";
import { endLeftovers } from "../stack/leftovers.ts";
import { findRunningStack } from "../stack/stackFile.ts";
import type { CommandContext } from "./context.ts";

/** Every component may take its whole grace, one after the other. */
const patienceMs = 30_000;
const pollMs = 50;

/** Stops the stack of this data folder, and what a killed supervisor left behind. Returns the exit code. */
export async function down({ settings, terminal }: CommandContext): Promise<number> {
  const { dataDir } = settings;
  const stack = findRunningStack(dataDir);
  if (stack !== undefined) {
    process.kill(stack.pid, "SIGTERM");
    const deadline = performance.now() + patienceMs;
    while (isRunning(stack) && performance.now() < deadline) await sleep(pollMs);
    if (isRunning(stack)) process.kill(stack.pid, "SIGKILL");
  }
  const leftovers = await endLeftovers(dataDir);
  if (stack !== undefined) terminal.line(`Stopped ${stack.address}`);
  else if (leftovers > 0)
    terminal.line(`Ended ${leftovers} processes that a killed start had left`);
  else terminal.line(`Nothing runs with the data in ${dataDir}`);
  return 0;
}
