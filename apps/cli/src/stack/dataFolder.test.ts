import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createDataFolder, inspectDataFolder } from "./dataFolder.ts";

function setUp(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return join(folder.path, "deep/data");
}

describe("data folder", () => {
  it("[DF1] is made for this user alone and knows its server name", () => {
    const path = setUp();
    const folder = inspectDataFolder(path, "example.org");
    expect(folder).toEqual({ path, serverName: "example.org", exists: false });
    createDataFolder(folder);
    expect(readdirSync(path)).toEqual(["version.json"]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(inspectDataFolder(path, undefined)).toEqual({ ...folder, exists: true });
  });

  it("[DF1] is called localhost without a name", () => {
    expect(inspectDataFolder(setUp(), undefined).serverName).toBe("localhost");
  });

  it("[DF4] is new when only an interrupted write is in it", () => {
    const path = setUp();
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "version.json.0a1b2c3d.tmp"), "{");
    expect(inspectDataFolder(path, undefined).exists).toBe(false);
  });

  it.each([
    ["another version", '{"version":2,"serverName":"localhost"}', /another version/],
    ["another server name", '{"version":1,"serverName":"other.org"}', /other\.org/],
    ["a broken version file", "{", /not a data folder/],
  ])("[DF2] refuses %s and changes nothing", (_case, content, message) => {
    const path = setUp();
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "version.json"), content);
    expect(() => inspectDataFolder(path, "localhost")).toThrow(message);
    expect(readdirSync(path)).toEqual(["version.json"]);
  });

  it("[DF2] refuses a folder of something else", () => {
    const path = setUp();
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "thesis.txt"), "");
    expect(() => inspectDataFolder(path, undefined)).toThrow(/choose another with --data/);
  });

  it("[DF2] refuses a file", () => {
    const path = setUp();
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
    expect(() => inspectDataFolder(path, undefined)).toThrow(/is a file/);
  });

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)("[DF2] refuses what it cannot write", () => {
    const path = setUp();
    mkdirSync(join(path, ".."), { recursive: true, mode: 0o500 });
    expect(() => inspectDataFolder(path, undefined)).toThrow(/cannot be written/);
  });
});
