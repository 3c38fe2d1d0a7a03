import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fakeProgram } from "./testing/fakeProgram.ts";
import { temporaryFolder } from "./testing/temporaryFolder.ts";

const script = join(import.meta.dirname, "../../../scripts/bootstrap.mjs");
const lockfile = (version: string) =>
  JSON.stringify({
    packages: {
      "": {},
      "node_modules/a": { version },
      "node_modules/for-another-system": { version: "1.0.0", optional: true },
    },
  });

/** Does what npm does at the end: its own lockfile, and the programs. */
const goodNpm = `
echo run >> npm-runs
sleep 0.3
mkdir -p node_modules/.bin
ln -sf ${process.execPath} node_modules/.bin/node
cp package-lock.json node_modules/.package-lock.json`;

/** A clone with the bootstrap script, a command line of one file, and an npm that is a shell script. */
function setUp(npm: string, main = "process.exitCode = Number(process.argv[2] ?? 0)") {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = (name: string) => join(folder.path, name);
  mkdirSync(file("scripts"));
  mkdirSync(file("apps/cli/src"), { recursive: true });
  mkdirSync(file("bin"));
  cpSync(script, file("scripts/bootstrap.mjs"));
  writeFileSync(file("apps/cli/src/main.ts"), main);
  writeFileSync(file("package-lock.json"), lockfile("1.0.0"));
  fakeProgram(file("bin"), "npm", npm);
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [file("scripts/bootstrap.mjs"), ...args], {
      cwd: folder.path,
      env: { PATH: `${file("bin")}:/usr/bin:/bin` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const ended = once(child, "close").then(([code]: unknown[]) => ({ code, output }));
    return { child, ended, output: () => output };
  };
  const npmRuns = () =>
    existsSync(file("npm-runs"))
      ? readFileSync(file("npm-runs"), "utf8").trim().split("\n").length
      : 0;
  return { file, start, npmRuns };
}

describe("bootstrap", () => {
  it("[BS1] installs missing packages, and again when the lockfile changed", async () => {
    const { file, start, npmRuns } = setUp(goodNpm);
    expect(await start("0").ended).toMatchObject({
      code: 0,
      output: expect.stringMatching(/✓ Packages installed/),
    });
    expect(await start("0").ended).toEqual({ code: 0, output: "" });
    expect(npmRuns()).toBe(1);
    writeFileSync(file("package-lock.json"), lockfile("1.0.1"));
    await start("0").ended;
    expect(npmRuns()).toBe(2);
  });

  it("[BS2] runs one installation for two starts", async () => {
    const { start, npmRuns } = setUp(goodNpm);
    const results = await Promise.all([start("0").ended, start("0").ended]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmRuns()).toBe(1);
  });

  it("[BS2] takes over the lock of a killed start", async () => {
    const { file, start, npmRuns } = setUp(goodNpm);
    mkdirSync(file(".cache"));
    writeFileSync(file(".cache/packages.lock"), "999999999");
    expect(await start("0").ended).toMatchObject({ code: 0 });
    expect(npmRuns()).toBe(1);
    expect(existsSync(file(".cache/packages.lock"))).toBe(false);
  });

  it("[BS3] says that there is no network", async () => {
    const { start } = setUp("echo npm error code ENOTFOUND >&2; exit 1");
    const { code, output } = await start("0").ended;
    expect(code).toBe(1);
    expect(output).toContain("✗ The packages could not be downloaded: the network cannot");
  });

  it("[BS3] shows npm's own errors otherwise", async () => {
    const { start } = setUp("echo npm warn something; echo npm error disk full; exit 1");
    const { output } = await start("0").ended;
    expect(output).toMatch(/✗ The packages could not be installed.+\n {2}npm error disk full\n$/);
  });

  it("[BS4] ends with the child's exit code", async () => {
    const { start } = setUp(goodNpm);
    expect(await start("7").ended).toMatchObject({ code: 7 });
  });

  it("[BS4] passes a signal on and waits for the child's own end", async () => {
    const { start } = setUp(
      goodNpm,
      `process.on("SIGTERM", () => setTimeout(() => { console.log("in order"); process.exit(5); }, 50));
       setInterval(() => {}, 1000); console.log("runs");`,
    );
    const { child, ended, output } = start();
    await vi.waitFor(() => expect(output()).toContain("runs"), { timeout: 5000 });
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 5, output: expect.stringMatching(/runs\nin order\n$/) });
  });

  it("[BS4] lets the child know when it is killed", async () => {
    const { file, start } = setUp(
      goodNpm,
      `import { writeFileSync } from "node:fs";
       process.on("disconnect", () => { writeFileSync("told", ""); process.exit(); });
       setInterval(() => {}, 1000); console.log("runs");`,
    );
    const { child, output } = start();
    await vi.waitFor(() => expect(output()).toContain("runs"), { timeout: 5000 });
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(existsSync(file("told"))).toBe(true));
  });
});
