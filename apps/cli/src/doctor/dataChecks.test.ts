import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDataFolder, inspectDataFolder } from "../stack/dataFolder.ts";
import { loadOrCreateSecrets } from "../stack/secrets.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { dataChecks } from "./dataChecks.ts";

function setUp(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  createDataFolder(inspectDataFolder(folder.path, undefined));
  loadOrCreateSecrets(folder.path);
  return folder.path;
}

const states = (dataDir: string) => dataChecks(dataDir, undefined).map(({ state }) => state);

describe("doctor on the data folder", () => {
  it("is content with what the start makes", () => {
    expect(states(setUp())).toEqual(["ok", "ok", "ok"]);
  });

  it("[DO1] fails when others can read a secret, and says how to mend it", () => {
    const dataDir = setUp();
    const path = join(dataDir, "livekit.keys.yaml");
    writeFileSync(path, "");
    chmodSync(path, 0o640);
    expect(dataChecks(dataDir, undefined)).toContainEqual({
      state: "bad",
      text: `Others can read ${path}`,
      fix: `chmod 600 ${path}`,
    });
  });

  it("fails on broken secrets and on a folder that is refused", () => {
    const dataDir = setUp();
    writeFileSync(join(dataDir, "secrets.json"), "{}");
    expect(states(dataDir)).toEqual(["ok", "bad", "ok"]);
    expect(dataChecks(dataDir, "other.org")).toMatchObject([{ state: "bad" }]);
  });
});
