import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { lastLines, runProgram } from "./runProgram.ts";

const node = process.execPath;

describe("running a program", () => {
  it("gives exit code and output of both streams", async () => {
    const program = "console.log('out'); console.error('err'); process.exitCode = 3";
    const { code, output } = await runProgram(node, ["-e", program]);
    expect(code).toBe(3);
    expect(output.split("\n").filter(Boolean).sort()).toEqual(["err", "out"]);
  });

  it("gives 127 for a program that is not there", async () => {
    expect(await runProgram("/nowhere/program", [])).toMatchObject({ code: 127 });
  });

  it("[SP3] ends the program and what it started when it is aborted", async () => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const marker = join(folder.path, "started");
    const abort = new AbortController();
    const script = `sleep 1000 & touch ${marker}; wait`;
    const result = runProgram("/bin/sh", ["-c", script], { signal: abort.signal });
    await vi.waitFor(() => expect(existsSync(marker)).toBe(true));
    abort.abort();
    // The inner process holds the output open: without its end this would never resolve.
    expect(await result).toMatchObject({ code: 1 });
  });

  it("ends a program that takes too long", async () => {
    const { code } = await runProgram(node, ["-e", "setInterval(() => {}, 1000)"], {
      timeoutMs: 100,
    });
    expect(code).toBe(1);
  });

  it("shows the last lines that say something", () => {
    expect(lastLines("a\nb  \n\nc\n\n", 2)).toEqual(["b", "c"]);
  });
});
