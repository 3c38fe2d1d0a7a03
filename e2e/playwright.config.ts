import { defineConfig } from "@playwright/test";
import { browserLane } from "./support/browserLane.ts";

/** People in browsers against one stack. */
export default defineConfig({
  ...browserLane("playwright", { timeoutMs: 90_000 }),
  testDir: "tests",
  globalSetup: "./support/globalSetup.ts",
});
