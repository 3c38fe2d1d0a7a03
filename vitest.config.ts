import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "apps/*/src/**/*.test.{ts,tsx}"],
    // They need the real stack and a browser: vitest.contract.config.ts.
    exclude: ["**/node_modules/**", "**/*.contract.test.ts"],
    testTimeout: 10_000,
  },
});
