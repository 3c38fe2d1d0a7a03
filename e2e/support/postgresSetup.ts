import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

/** Starts one PostgreSQL for all tests of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  project.provide("postgresUrl", postgres.url);
  return () => postgres.stop();
}
