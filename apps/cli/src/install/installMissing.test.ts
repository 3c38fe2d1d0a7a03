import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakeProgram } from "../testing/fakeProgram.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createProgress } from "../terminal/progress.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { installMissing } from "./installMissing.ts";
import { checkRequirements } from "./requirements.ts";
import { PassThrough } from "node:stream";

const buildScript = `
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
appendFileSync("builds", "built\\n");
mkdirSync("apps/web/dist", { recursive: true });
writeFileSync("apps/web/dist/index.html", "");`;

/** A repository with a web app, and tools that note each run. */
async function setUp() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = (name: string) => join(folder.path, name);
  const bin = file("bin");
  mkdirSync(file("apps/web/src"), { recursive: true });
  mkdirSync(file("packages/core/src"), { recursive: true });
  mkdirSync(bin);
  writeFileSync(file("apps/web/build.ts"), buildScript);
  writeFileSync(file("package-lock.json"), "{}");
  fakeProgram(
    bin,
    "go",
    `echo go version go1.26.0; [ "$1" = version ] || { echo run >> ${file("go-runs")}; sleep 0.2; echo built > "$GOBIN/server"; }`,
  );
  fakeProgram(bin, "livekit-server", "exit 1");
  const python = `if [ "$2" = venv ]; then mkdir -p "$3/bin"; ln -s "$0" "$3/bin/python"; echo run >> ${file("python-runs")}; else echo 3.12; echo 3.45.0; echo venv; fi`;
  fakeProgram(bin, "python3", python);
  const searchPath = `${bin}:/usr/bin:/bin`;
  const cacheDir = file("cache");
  const requirements = await checkRequirements(cacheDir, searchPath);
  const progress = createProgress(createTerminal(new PassThrough().resume(), {}), () => 0);
  const install = () =>
    installMissing({
      repository: folder.path,
      cacheDir,
      searchPath,
      requirements,
      progress,
      signal: new AbortController().signal,
    });
  const count = (name: string) => readFileSync(file(name), "utf8").trim().split("\n").length;
  return { file, install, count };
}

describe("installing what is missing", () => {
  it("[IN2] happens once for two starts at the same time", async () => {
    const { install, count } = await setUp();
    const [first, second] = await Promise.all([install(), install()]);
    expect(second).toEqual(first);
    expect([count("go-runs"), count("python-runs"), count("builds")]).toEqual([1, 1, 1]);
  });

  it("[IN5] builds the web app again when a source changed, not for a test", async () => {
    const { file, install, count } = await setUp();
    await install();
    await install();
    expect(count("builds")).toBe(1);
    writeFileSync(file("packages/core/src/call.test.ts"), "changed");
    await install();
    expect(count("builds")).toBe(1);
    writeFileSync(file("packages/core/src/call.ts"), "changed");
    await install();
    expect(count("builds")).toBe(2);
    writeFileSync(file("package-lock.json"), "changed");
    await install();
    expect(count("builds")).toBe(3);
  });

  it("[IN3] shows why the web app could not be built", async () => {
    const { file, install } = await setUp();
    writeFileSync(file("apps/web/build.ts"), 'console.error("Syntax is wrong"); process.exit(1)');
    await expect(install()).rejects.toMatchObject({
      message: expect.stringContaining("could not be built"),
      details: ["Syntax is wrong"],
    });
  });
});
