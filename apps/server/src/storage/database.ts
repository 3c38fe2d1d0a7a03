import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "./migrate.ts";

/** Opens `<dataDir>/confab.db`, makes it when it is missing, and brings it to the newest version. */
export function openDatabase(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, "confab.db"));
  database.exec("PRAGMA journal_mode = WAL");
  // After a power cut the newest writes may be gone, but the file is whole (SQLite documentation on WAL).
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA busy_timeout = 2000");
  migrate(database);
  return database;
}
