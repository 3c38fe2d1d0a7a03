import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { lastLines } from "../process/runProgram.ts";

const kept = 5;

export function logsDir(dataDir: string): string {
  return join(dataDir, "logs");
}

export function logPath(dataDir: string, name: string): string {
  return join(logsDir(dataDir), `${name}.log`);
}

/** Moves `name.log` to `name.1.log` and so on, so that a start begins new files and five old ones stay. */
export function rotateLogs(dataDir: string, names: readonly string[]): void {
  mkdirSync(logsDir(dataDir), { recursive: true, mode: 0o700 });
  for (const name of names) {
    for (let age = kept - 1; age >= 0; age -= 1) {
      const from = age === 0 ? logPath(dataDir, name) : logPath(dataDir, `${name}.${age}`);
      if (existsSync(from)) renameSync(from, logPath(dataDir, `${name}.${age + 1}`));
    }
  }
}

/** The end of a log, for showing why a component did not start. */
export function readLogEnd(path: string, lines: number): readonly string[] {
  return existsSync(path) ? lastLines(readFileSync(path, "utf8"), lines) : [];
}
