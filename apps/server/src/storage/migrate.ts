import type { DatabaseSync } from "node:sqlite";
import { migrations } from "./migrations.ts";

/**
 * Applies the migrations that a database lacks, each completely or not at all. `user_version` counts those applied.
 * Throws for a database of a newer Confab, which this one could only damage.
 */
export function migrate(database: DatabaseSync, steps: readonly string[] = migrations): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > steps.length) {
    throw new Error(
      `The database is of a newer version (${version}, this one knows ${steps.length})`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }
}
