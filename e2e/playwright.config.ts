import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { chromiumArguments, requireChromium } from "./support/chromium.ts";

// One worker: two people who send video are what two cores encode.
export default defineConfig({
  testDir: "tests",
  outputDir: join(import.meta.dirname, "../test-results"),
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  globalSetup: "./support/globalSetup.ts",
  reporter: [
    ["list"],
    ["json", { outputFile: join(import.meta.dirname, "../.cache/reports/playwright.json") }],
  ],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: requireChromium(), args: [...chromiumArguments] },
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
    trace: "retain-on-failure",
  },
});
