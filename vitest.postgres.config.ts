import { defineConfig } from "vitest/config";

/** The tests of the server's tables once more, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include: ["apps/server/src/**/*.database.test.ts"],
    globalSetup: "e2e/support/postgresSetup.ts",
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
