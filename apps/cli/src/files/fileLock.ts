import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that one process on this machine holds. It ends with its process, however that dies. */
export interface FileLock {
  release(): void;
}

const retryMs = 100;
const sqliteBusy = 5;

/**
 * Takes the lock, or returns undefined while another process has it. SQLite's exclusive transaction is the lock that
 * the kernel takes back from a killed process; a file with a process number in it would stay behind.
 */
export function tryLock(path: string): FileLock | undefined {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is written, so nothing needs a journal beside the lock.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (failure) {
    database.close();
    if (isBusy(failure)) return undefined;
    throw failure;
  }
  return { release: () => database.close() };
}

/** Waits for the lock. `onWait` is called once when another process has it; rejects when `signal` aborts. */
export async function acquireLock(
  path: string,
  options: { readonly signal: AbortSignal; readonly onWait?: () => void },
): Promise<FileLock> {
  let told = false;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    if (!told) options.onWait?.();
    told = true;
    await sleep(retryMs, undefined, { signal: options.signal });
  }
}

function isBusy(failure: unknown): boolean {
  return failure instanceof Error && "errcode" in failure && failure.errcode === sqliteBusy;
}
