import { defineConfig } from "@playwright/test";
import { browserLane } from "../support/browserLane.ts";

/** People of several homeservers. The authority of their sites' certificates is in no browser's list. */
export default defineConfig({
  ...browserLane("federation", {
    timeoutMs: 120_000,
    moreArguments: ["--ignore-certificate-errors"],
  }),
  testDir: ".",
  globalSetup: "./globalSetup.ts",
});
