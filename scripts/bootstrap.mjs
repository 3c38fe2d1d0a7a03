// The one file that runs on the system's Node: it brings in the packages, Node 24 among them, and starts a script on
// that. Plain JavaScript for Node 20, without dependencies.
//
//   node scripts/bootstrap.mjs <command> [flags]          the command line (apps/cli)
//   node scripts/bootstrap.mjs --run <script.ts> [args]   another script of this repository
import { spawn } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const repository = resolve(fileURLToPath(import.meta.url), "../..");
const bin = join(repository, "node_modules/.bin");
const installedLockfile = join(repository, "node_modules/.package-lock.json");
const lock = join(repository, ".cache/packages.lock");

/** The child that runs now. Whatever asks us to end is passed on, and we end when it has. */
let child;
let interrupted;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));

// A killed npm tells nobody, and one that is asked to end may tell only its shell. Either way we get another parent.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    pass("SIGTERM");
  }, 500);
  watch.unref();
}

process.exitCode = await main(process.argv.slice(2));

function pass(signal) {
  interrupted = signal;
  child?.kill(signal);
}

async function main(args) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) {
    return fail(
      `Confab needs Node 20 or newer, and this is ${process.version}; see https://nodejs.org.`,
    );
  }
  if (process.platform === "win32") {
    return fail("Confab runs on Linux and macOS; on Windows use it in WSL.");
  }
  if (!packagesAreCurrent()) {
    const code = await withLock(installPackages);
    if (code !== 0) return code;
  }
  if (!existsSync(join(bin, "node"))) {
    return fail(
      "npm left the package `node` unfinished; allow install scripts and run: npm rebuild node",
    );
  }
  const [script, rest] =
    args[0] === "--run" ? [args[1] ?? "", args.slice(2)] : ["apps/cli/src/main.ts", args];
  return run(join(bin, "node"), [join(repository, script), ...rest], {
    // The channel's end tells the child that we are gone, even when we were killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

/**
 * True when what npm last finished in `node_modules` is what `package-lock.json` asks for. npm keeps its own lockfile
 * there, which it takes away before an installation and writes after it.
 */
function packagesAreCurrent() {
  if (!existsSync(installedLockfile)) return false;
  const installed = JSON.parse(readFileSync(installedLockfile, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted)
    .filter(([path]) => path.startsWith("node_modules/"))
    .every(([path, { version, link, optional }]) => {
      const found = installed[path];
      // Optional ones are for other systems.
      if (found === undefined) return optional === true;
      return found.version === version && found.link === link;
    });
}

async function installPackages() {
  if (packagesAreCurrent()) return 0;
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const live = process.stdout.isTTY;
  const show = () => process.stdout.write(`\r… Installing packages (${seconds()} s)`);
  if (!live) console.log("… Installing packages");
  const timer = live ? setInterval(show, 1000) : undefined;

  let output = "";
  const npm = process.env.npm_execpath ?? "";
  // `npm ci` refuses a lockfile without the optional packages of other systems, and npm leaves those out when a
  // registry does not carry them. This installs what the lockfile says and does not write it.
  const install = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund"];
  // Some packages ask for the Node that this very installation brings in.
  install.push("--engine-strict=false");
  const [program, ...args] =
    basename(npm) === "npm-cli.js" ? [process.execPath, npm, ...install] : ["npm", ...install];
  const code = await run(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      output = (output + text).slice(-100_000);
    },
  });
  clearInterval(timer);
  if (live) process.stdout.write("\r\u001b[K");
  if (interrupted !== undefined) return exitCodeOf(interrupted);
  if (code !== 0) return explainFailure(output);
  console.log(`✓ Packages installed (${seconds()} s)`);
  return 0;
}

function explainFailure(output) {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/;
  const sentence = offline.test(output)
    ? "The packages could not be downloaded: the network cannot be reached; connect this machine and run the same command again."
    : "The packages could not be installed; run the same command again after mending what npm says:";
  const all = output.split("\n").filter((line) => line.trim() !== "");
  const errors = all.filter((line) => line.startsWith("npm error"));
  const shown = errors.length > 0 ? errors.slice(0, 10) : all.slice(-10);
  return fail([sentence, ...shown.map((line) => `  ${line}`)].join("\n"));
}

/**
 * One installation per clone at a time. The lock holds the number of its process; a dead one's is taken over by
 * replacing it and looking, a moment later, who replaced it last.
 */
async function withLock(work) {
  mkdirSync(join(repository, ".cache"), { recursive: true });
  let told = false;
  while (!(await takeLock())) {
    if (interrupted !== undefined) return exitCodeOf(interrupted);
    if (!told) console.log("Another start is installing the packages; waiting for it");
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function takeLock() {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    // Unlike creating the file, linking it lets nobody see it empty.
    linkSync(mine, lock);
    return true;
  } catch (failure) {
    if (failure.code !== "EEXIST") throw failure;
    const owner = readLock();
    if (owner === undefined || isAlive(owner)) return false;
    renameSync(mine, lock);
    await sleep(200);
    return readLock() === process.pid;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readLock() {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return failure.code === "EPERM";
  }
}

/** Runs a program with our own tools first on PATH; resolves with its exit code. */
function run(program, args, { stdio, onOutput }) {
  return new Promise((done) => {
    child = spawn(program, args, {
      cwd: onOutput === undefined ? process.cwd() : repository,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` },
      stdio,
    });
    child.stdout?.setEncoding("utf8").on("data", onOutput);
    child.stderr?.setEncoding("utf8").on("data", onOutput);
    child.once("error", (failure) =>
      done(fail(`${program} could not be started: ${failure.message}`)),
    );
    child.once("close", (code, signal) => done(code ?? exitCodeOf(signal)));
  });
}

function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 1);
}

function fail(message) {
  console.error(`✗ ${message}`);
  return 1;
}
