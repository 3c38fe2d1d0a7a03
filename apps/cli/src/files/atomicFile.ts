import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const temporarySuffix = ".tmp";

/** Writes a file so that a reader, or a machine that loses power, sees the old content or the new, never a part. */
export function writeFileAtomically(path: string, content: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString("hex")}${temporarySuffix}`;
  try {
    writeFileSync(temporary, content, { mode, flag: "wx", flush: true });
    renameSync(temporary, path);
  } catch (failure) {
    rmSync(temporary, { force: true });
    throw failure;
  }
}
