import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Failure } from "../failure.ts";
import { fakeProgram } from "../testing/fakeProgram.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { checkRequirements } from "./requirements.ts";

const goodPython = "echo 3.12; echo 3.45.1; echo venv";
const goodGo = "echo go version go1.26.8 linux/amd64";

function setUp(programs: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const bin = join(folder.path, "bin");
  const cache = join(folder.path, "cache");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) fakeProgram(bin, name, script);
  return { bin, cache, check: () => checkRequirements(cache, bin) };
}

async function refusal(programs: Readonly<Record<string, string>>): Promise<Failure> {
  try {
    await setUp(programs).check();
  } catch (failure) {
    if (failure instanceof Failure) return failure;
    throw failure;
  }
  throw new Error("was not refused");
}

describe("requirements", () => {
  it("[RQ1] are met by Python and Go", async () => {
    const { bin, check } = setUp({ python3: goodPython, go: goodGo });
    expect(await check()).toEqual({
      synapse: { python: join(bin, "python3") },
      livekit: { go: join(bin, "go") },
      turnserver: undefined,
    });
  });

  it("[RQ1] names all that is missing", async () => {
    const failure = await refusal({});
    expect(failure.message).toMatch(/Python 3\.10 or newer, and there is no python3/);
    expect(failure.details).toEqual([expect.stringMatching(/Go 1\.26 or newer, and there is no/)]);
  });

  it.each([
    ["too old", "echo 3.9; echo 3.45.1; echo venv", /is 3\.9;/],
    ["with an old SQLite", "echo 3.12; echo 3.31.1; echo venv", /SQLite 3\.37 or newer/],
    ["without venv", "echo 3.12; echo 3.45.1; echo No module; exit 1", /venv, which .* lacks/],
    ["broken", "exit 1", /does not run/],
  ])("[RQ2] refuses a Python %s", async (_case, python3, message) => {
    expect((await refusal({ python3, go: goodGo })).message).toMatch(message);
  });

  it.each([
    ["too old", "echo go version go1.22.1 linux/amd64", /is 1\.22;/],
    ["broken", "exit 1", /does not run/],
  ])("[RQ3] refuses a Go %s", async (_case, go, message) => {
    expect((await refusal({ python3: goodPython, go })).message).toMatch(message);
  });

  it("[RQ3] takes a LiveKit of the same minor version from PATH", async () => {
    const server = "echo livekit-server version 1.13.9";
    const { bin, check } = setUp({ python3: goodPython, "livekit-server": server });
    expect(await check()).toMatchObject({
      livekit: { installed: { path: join(bin, "livekit-server"), version: "1.13.9" } },
    });
  });

  it("[RQ3] does not take another LiveKit from PATH", async () => {
    const server = "echo livekit-server version 1.9.0";
    const failure = await refusal({ python3: goodPython, "livekit-server": server });
    expect(failure.message).toMatch(/there is no go/);
  });

  it("[RQ2] [RQ3] asks for no tool when all is in the cache", async () => {
    const { cache, check } = setUp({});
    mkdirSync(join(cache, "synapse-1.163.2-abc/bin"), { recursive: true });
    writeFileSync(join(cache, "synapse-1.163.2-abc/bin/python"), "");
    writeFileSync(join(cache, "synapse-1.163.2.json"), '{"folder":"synapse-1.163.2-abc"}');
    writeFileSync(join(cache, "livekit-server-1.13.5"), "");
    expect(await check()).toEqual({
      synapse: { installed: join(cache, "synapse-1.163.2-abc/bin/python") },
      livekit: { installed: { path: join(cache, "livekit-server-1.13.5"), version: "1.13.5" } },
      turnserver: undefined,
    });
  });

  it.each([
    ["apt-get", "sudo apt install python3 python3-venv"],
    ["dnf", "sudo dnf install python3"],
    ["brew", "brew install python"],
  ])("[RQ4] gives the line of %s", async (manager, line) => {
    const failure = await refusal({ [manager]: "", go: goodGo });
    expect(failure.message.endsWith(line)).toBe(true);
  });
});
