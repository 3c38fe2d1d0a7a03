import { endProcess, isRunning } from "../process/processGroup.ts";
import { componentNames } from "./component.ts";
import { readStackFile, removeStackFile } from "./stackFile.ts";
import { stopGraceMs } from "./supervisor.ts";

/**
 * Ends the components that a killed supervisor left behind and returns how many there were. The caller knows that no
 * supervisor runs on this data. A process that only took over a number of ours is left alone.
 */
export async function endLeftovers(dataDir: string): Promise<number> {
  const stack = readStackFile(dataDir);
  if (stack === undefined) return 0;
  const leftovers = componentNames
    .map((name) => stack.components[name])
    .filter((ref) => ref !== undefined)
    .filter(isRunning);
  await Promise.all(
    leftovers.map((ref) => endProcess(ref, { graceMs: stopGraceMs, insistAfterMs: 300 })),
  );
  removeStackFile(dataDir);
  return leftovers.length;
}
