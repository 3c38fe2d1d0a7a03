import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { acquireLock, tryLock } from "./fileLock.ts";

function lockPath(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return join(folder.path, "deep/test.lock");
}

describe("file lock", () => {
  it("[IN2] is held by one at a time", () => {
    const path = lockPath();
    const lock = tryLock(path);
    expect(lock).toBeDefined();
    expect(tryLock(path)).toBeUndefined();
    lock?.release();
    const next = tryLock(path);
    expect(next).toBeDefined();
    next?.release();
  });

  it("[IN2] goes to the next when its process is killed", async () => {
    const path = lockPath();
    const module = JSON.stringify(join(import.meta.dirname, "fileLock.ts"));
    const holder = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { tryLock } = await import(${module});
         globalThis.kept = tryLock(${JSON.stringify(path)}); console.log("held");
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => {
      holder.kill("SIGKILL");
    });
    await once(holder.stdout, "data");
    expect(tryLock(path)).toBeUndefined();

    let waited = false;
    const acquired = acquireLock(path, {
      signal: new AbortController().signal,
      onWait: () => {
        waited = true;
        holder.kill("SIGKILL");
      },
    });
    (await acquired).release();
    expect(waited).toBe(true);
  });

  it("[SP5] stops waiting when asked", async () => {
    const path = lockPath();
    const lock = tryLock(path);
    const stop = new AbortController();
    const waiting = acquireLock(path, { signal: stop.signal });
    stop.abort(new Error("Ctrl-C"));
    await expect(waiting).rejects.toThrow("aborted");
    lock?.release();
  });
});
