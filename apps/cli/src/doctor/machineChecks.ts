import { existsSync, statfsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname } from "node:path";
import { Failure } from "../failure.ts";
import { requireGo } from "../install/go.ts";
import { installHint } from "../install/installHint.ts";
import { findLivekit } from "../install/livekitInstall.ts";
import { requirePython } from "../install/python.ts";
import { findSynapse } from "../install/synapseInstall.ts";
import { synapseVersion } from "../install/versions.ts";
import { findProgram } from "../process/findProgram.ts";
import { lastLines, runProgram } from "../process/runProgram.ts";
import { bad, type Check, check, note, ok } from "./check.ts";

const gigabyte = 1024 ** 3;
/** Synapse's environment, LiveKit and what Go keeps from building it; afterwards room for accounts and media. */
const diskForInstall = 3 * gigabyte;
const diskForRunning = 0.5 * gigabyte;
const memoryNeeded = 1.5 * gigabyte;

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The programs and the machine, whether or not a stack runs. */
export async function machineChecks(cacheDir: string, searchPath: string): Promise<Check[]> {
  const synapse = findSynapse(cacheDir);
  const livekit = await findLivekit(cacheDir, searchPath);
  const installed = synapse !== undefined && livekit !== undefined;
  return [
    ok(`Node ${process.versions.node}`),
    await tool("python3", "--version", searchPath, requirePython, synapse !== undefined),
    await tool("go", "version", searchPath, requireGo, livekit !== undefined),
    synapse === undefined
      ? note(`Synapse ${synapseVersion} is not installed yet`, "npm start installs it")
      : ok(`Synapse ${synapseVersion} (${synapse})`),
    livekit === undefined
      ? note("LiveKit is not installed yet", "npm start installs it")
      : ok(`LiveKit ${livekit.version} (${livekit.path})`),
    await coturn(searchPath),
    await browser(searchPath),
    disk(cacheDir, installed ? diskForRunning : diskForInstall),
    power(),
  ];
}

/** A tool that installs something is needed until that is installed. */
async function tool(
  name: string,
  versionFlag: string,
  searchPath: string,
  require: (searchPath: string) => Promise<string>,
  done: boolean,
): Promise<Check> {
  try {
    const program = await require(searchPath);
    return ok(await firstLine(program, versionFlag));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return done ? note(`${name}: only needed to install again`) : bad(failure.message);
  }
}

async function coturn(searchPath: string): Promise<Check> {
  const program = findProgram("turnserver", searchPath);
  if (program !== undefined) return ok(`coturn ${await firstLine(program, "--version")}`);
  return note(
    "No coturn: direct calls between people behind strict networks will fail",
    installHint("coturn", searchPath),
  );
}

async function browser(searchPath: string): Promise<Check> {
  const program = browsers.map((name) => findProgram(name, searchPath)).find(Boolean);
  if (program === undefined) return note("No Chromium: only the browser tests need one");
  return ok(await firstLine(program, "--version"));
}

function disk(path: string, needed: number): Check {
  const { bavail, bsize } = statfsSync(nearestExisting(path));
  const free = bavail * bsize;
  return check(
    free >= needed,
    `${gigabytes(free)} free on the disk of ${path}`,
    `make room for ${gigabytes(needed)}, or set CONFAB_CACHE and --data to folders on another disk`,
  );
}

function power(): Check {
  const text = `${availableParallelism()} processors, ${gigabytes(totalmem())} of memory`;
  if (totalmem() < memoryNeeded) {
    return bad(text, `the stack needs ${gigabytes(memoryNeeded)} of memory`);
  }
  if (availableParallelism() >= 2) return ok(text);
  return note(text, "video calls of more than a few people need 2 processors");
}

async function firstLine(program: string, flag: string): Promise<string> {
  const { output } = await runProgram(program, [flag], { timeoutMs: 20_000 });
  return lastLines(output, 1)[0] ?? program;
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function gigabytes(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(1)} GB`;
}
