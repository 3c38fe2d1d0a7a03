import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts";
import { runProgram } from "../process/runProgram.ts";
import { installFailure } from "./installFailure.ts";
import { synapseVersion } from "./versions.ts";

const marker = v.object({ folder: v.string() });
const prefix = `synapse-${synapseVersion}`;

/** Python of a complete Synapse environment in the cache. */
export function findSynapse(cacheDir: string): string | undefined {
  const complete = readJsonFile(join(cacheDir, `${prefix}.json`), marker);
  if (complete === undefined) return undefined;
  const python = join(cacheDir, complete.folder, "bin/python");
  // Follows the link: an environment whose system Python was removed is not there.
  return existsSync(python) ? python : undefined;
}

/**
 * Builds the environment in a new folder, since one cannot be moved, and names that folder in a marker file as the
 * last step. Folders that no marker names are half-made and removed. The caller holds the cache's lock.
 */
export async function installSynapse(options: {
  readonly cacheDir: string;
  readonly python: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  const { cacheDir, signal } = options;
  mkdirSync(cacheDir, { recursive: true });
  for (const entry of readdirSync(cacheDir)) {
    if (entry.startsWith(`${prefix}-`)) rmSync(join(cacheDir, entry), { recursive: true });
  }
  const folder = mkdtempSync(join(cacheDir, `${prefix}-`));
  const python = join(folder, "bin/python");
  const steps = [
    [options.python, "-m", "venv", folder],
    [
      python,
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "--no-input",
      "--prefer-binary",
      `matrix-synapse==${synapseVersion}`,
    ],
    [python, "-c", "import synapse.app.homeserver"],
  ] as const;
  try {
    for (const [program, ...args] of steps) {
      const { code, output } = await runProgram(program, args, { signal });
      signal.throwIfAborted();
      if (code !== 0) {
        throw installFailure(
          `Synapse ${synapseVersion}`,
          output,
          join(cacheDir, "logs", `${prefix}.log`),
        );
      }
    }
  } catch (failure) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    throw failure;
  }
  writeJsonFile(join(cacheDir, `${prefix}.json`), { folder: folder.slice(cacheDir.length + 1) });
  return python;
}
