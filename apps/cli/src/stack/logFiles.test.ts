import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { logPath, logsDir, readLogEnd, rotateLogs } from "./logFiles.ts";

it("[LG1] begins a new log and keeps five old ones", () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  for (let start = 1; start <= 8; start += 1) {
    rotateLogs(folder.path, ["sfu"]);
    writeFileSync(logPath(folder.path, "sfu"), `start ${start}\n`);
  }
  expect(readdirSync(logsDir(folder.path)).sort()).toEqual([
    "sfu.1.log",
    "sfu.2.log",
    "sfu.3.log",
    "sfu.4.log",
    "sfu.5.log",
    "sfu.log",
  ]);
  expect(readFileSync(logPath(folder.path, "sfu.5"), "utf8")).toBe("start 3\n");
  expect(readLogEnd(logPath(folder.path, "sfu"), 3)).toEqual(["start 8"]);
  expect(readLogEnd(logPath(folder.path, "turn"), 3)).toEqual([]);
});
