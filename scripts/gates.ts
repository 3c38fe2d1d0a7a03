import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Gate } from "./gate.ts";

const playwrightReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }),
});
const vitestReport = v.object({ numPassedTests: v.number(), numFailedTests: v.number() });

const root = join(import.meta.dirname, "..");
const reports = join(root, ".cache/reports");

/** Everything that needs no running stack. */
export const staticGates: readonly Gate[] = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "types", command: ["tsc", "-b"] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  {
    name: "direction of dependencies",
    command: ["depcruise", "--config", ".dependency-cruiser.json", "packages", "apps"],
  },
  { name: "dead code", command: ["knip"] },
  vitestGate("unit tests", "vitest.config.ts"),
  { name: "build", command: ["node", "apps/web/build.ts"] },
  { name: "size budgets", command: ["size-limit"] },
];

/** What runs against the real Synapse, LiveKit, coturn and Chromium. */
export const realGates: readonly Gate[] = [
  vitestGate("tables on PostgreSQL", "vitest.postgres.config.ts"),
  vitestGate("contracts on the real adapters", "vitest.contract.config.ts"),
  playwrightGate("end to end", "e2e/playwright.config.ts", "playwright.json"),
  playwrightGate("federation", "e2e/federation/playwright.config.ts", "federation.json"),
  playwrightGate("scale-out", "e2e/scaleOut/playwright.config.ts", "scaleOut.json"),
];

/** `report`: the JSON file that the configuration's reporter writes. */
function playwrightGate(name: string, config: string, report: string): Gate {
  return {
    name,
    command: ["playwright", "test", "--config", config],
    count: () => {
      const { stats } = v.parse(playwrightReport, readReport(report));
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
    },
  };
}

function vitestGate(name: string, config: string): Gate {
  const report = `${config.replace(/\.ts$/, "")}.json`;
  return {
    name,
    command: [
      "vitest",
      "run",
      "--config",
      config,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${join(reports, report)}`,
    ],
    count: () => {
      const { numPassedTests, numFailedTests } = v.parse(vitestReport, readReport(report));
      return { passed: numPassedTests, failed: numFailedTests };
    },
  };
}

/** A report is read once, so that an old one never counts for a run that wrote none. */
function readReport(name: string): unknown {
  const path = join(reports, name);
  const report: unknown = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  return report;
}
