import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakeProgram } from "../testing/fakeProgram.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { findLivekit, installLivekit } from "./livekitInstall.ts";
import { findSynapse, installSynapse } from "./synapseInstall.ts";

/** `python3 -m venv <folder>` puts a Python there that does what `inner` says. */
const pythonWith = (inner: string) => `
mkdir -p "$3/bin"
printf '#!/bin/sh\\n%s\\n' '${inner}' > "$3/bin/python"
chmod +x "$3/bin/python"`;

const offline = "echo Temporary failure in name resolution; exit 1";
const goOffline = "echo dial tcp: lookup proxy: no such host; exit 1";
const never = new AbortController().signal;

function setUp(script: string) {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const cacheDir = join(folder.path, "cache");
  const program = fakeProgram(folder.path, "tool", script);
  return {
    cacheDir,
    synapse: (signal = never) => installSynapse({ cacheDir, python: program, signal }),
    livekit: (signal = never) => installLivekit({ cacheDir, go: program, signal }),
  };
}

describe("installing Synapse", () => {
  it("[IN1] counts only when it is complete", async () => {
    const { cacheDir, synapse } = setUp(pythonWith("exit 0"));
    const python = await synapse();
    expect(findSynapse(cacheDir)).toBe(python);
  });

  it("[IN1] leaves nothing that counts when a step fails", async () => {
    const { cacheDir, synapse } = setUp(pythonWith("exit 1"));
    await expect(synapse()).rejects.toThrow(/could not be installed/);
    expect(findSynapse(cacheDir)).toBeUndefined();
    expect(readdirSync(cacheDir)).toEqual(["logs"]);
  });

  it("[IN1] takes away what a killed start left half-made", async () => {
    const { cacheDir, synapse } = setUp(pythonWith("exit 0"));
    const half = join(cacheDir, "synapse-1.163.2-half");
    mkdirSync(join(half, "bin"), { recursive: true });
    writeFileSync(join(half, "bin/python"), "");
    expect(findSynapse(cacheDir)).toBeUndefined();
    await synapse();
    expect(existsSync(half)).toBe(false);
  });

  it("[IN4] names the network and keeps the output", async () => {
    const { cacheDir, synapse } = setUp(pythonWith(offline));
    await expect(synapse()).rejects.toThrow(/the network cannot be reached/);
    expect(readFileSync(join(cacheDir, "logs/synapse-1.163.2.log"), "utf8")).toContain(
      "name resolution",
    );
  });

  it("[SP5] gives up when it is asked to, and leaves nothing", async () => {
    const { cacheDir, synapse } = setUp(pythonWith("exit 0"));
    await expect(synapse(AbortSignal.abort(new Error("Ctrl-C")))).rejects.toThrow("Ctrl-C");
    expect(readdirSync(cacheDir)).toEqual([]);
  });
});

describe("installing LiveKit", () => {
  it("[IN1] puts the finished program into place", async () => {
    const { cacheDir, livekit } = setUp('echo built > "$GOBIN/server"');
    expect(await livekit()).toEqual({
      path: join(cacheDir, "livekit-server-1.13.5"),
      version: "1.13.5",
    });
    expect(await findLivekit(cacheDir, "")).toEqual(await livekit());
    expect(readdirSync(cacheDir)).toEqual(["livekit-server-1.13.5"]);
  });

  it("[IN1] [IN4] leaves nothing but the output when it fails", async () => {
    const { cacheDir, livekit } = setUp(goOffline);
    await expect(livekit()).rejects.toThrow(/the network cannot be reached/);
    expect(await findLivekit(cacheDir, "")).toBeUndefined();
    expect(readdirSync(cacheDir)).toEqual(["logs"]);
  });
});
