import { defineConfig } from "@playwright/test";
import { browserLane } from "../support/browserLane.ts";

/** Several replicas and nodes. Each spec has a cluster of its own, because parts of it are killed for good. */
export default defineConfig({
  ...browserLane("scaleOut", { timeoutMs: 180_000 }),
  testDir: ".",
  expect: { timeout: 30_000 },
});
