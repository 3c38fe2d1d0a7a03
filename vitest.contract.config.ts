import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumArguments, requireChromium } from "./e2e/support/chromium.ts";

const testTimeout = 30_000;

/** The port contracts against the real thing: adapters in a real Chromium, the server in Node, one real stack for all. */
export default defineConfig({
  test: {
    globalSetup: "e2e/contract/globalSetup.ts",
    // What is measured is the adapters: two files at once would make each other slow.
    fileParallelism: false,
    projects: [
      {
        test: {
          name: "adapters",
          include: ["packages/*/src/**/*.contract.test.ts"],
          testTimeout,
          hookTimeout: testTimeout,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: requireChromium(),
                args: [...chromiumArguments, "--autoplay-policy=no-user-gesture-required"],
              },
              contextOptions: { permissions: ["camera", "microphone"] },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
        // Found while a test runs, they would reload the page under it.
        optimizeDeps: {
          include: [
            "@preact/signals-core",
            "livekit-client",
            "valibot",
            "matrix-js-sdk/lib/client.js",
            "matrix-js-sdk/lib/filter.js",
            "matrix-js-sdk/lib/http-api/index.js",
            "matrix-js-sdk/lib/models/room.js",
            "matrix-js-sdk/lib/models/room-state.js",
            "matrix-js-sdk/lib/store/memory.js",
            "matrix-js-sdk/lib/sync.js",
          ],
        },
      },
      {
        test: {
          name: "server",
          include: ["apps/server/src/**/*.contract.test.ts"],
          environment: "node",
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
    ],
  },
});
