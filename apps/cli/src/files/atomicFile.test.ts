import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { writeFileAtomically } from "./atomicFile.ts";

function setUp(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

describe("writing a file", () => {
  it("[DF1] [DF4] replaces the content, with the mode that was asked for", () => {
    const folder = setUp();
    const path = join(folder, "deep/file");
    writeFileAtomically(path, "old", 0o644);
    writeFileAtomically(path, "new", 0o600);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "deep"))).toEqual(["file"]);
  });

  it("[DF4] leaves nothing behind when it fails", () => {
    const folder = setUp();
    const path = join(folder, "taken");
    mkdirSync(join(path, "content"), { recursive: true });
    expect(() => writeFileAtomically(path, "new", 0o600)).toThrow("EISDIR");
    expect(readdirSync(folder)).toEqual(["taken"]);
  });
});
