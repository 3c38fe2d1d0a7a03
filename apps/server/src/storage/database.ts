import type { ServerConfig } from "@confab/protocol";
import { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { type MigrationStep, migrations } from "./migrations/migrations.ts";
import { postgresDialect } from "./postgres.ts";
import type { Schema } from "./schema.ts";
import { sqliteDialect } from "./sqlite.ts";

/** Everything that outlives this process: SQLite or PostgreSQL, the same tables in both. */
export type Database = Kysely<Schema>;

export type DatabaseOptions = Pick<ServerConfig, "database" | "dataDir">;

/**
 * Opens the database and brings it to the newest version. Replicas that start at the same time wait for each other.
 * Rejects for the database of a newer Confab, which this one could only damage.
 */
export async function openDatabase(
  options: DatabaseOptions,
  onError: (error: Error) => void = () => {},
): Promise<Database> {
  const database = new Kysely<Schema>({
    dialect:
      options.database === undefined
        ? sqliteDialect(options.dataDir)
        : postgresDialect(options.database, onError),
  });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/**
 * Applies the migrations that a database lacks, each completely or not at all; those that came before a broken one
 * stay.
 */
export async function migrate(
  database: Kysely<Schema>,
  steps: Readonly<Record<string, MigrationStep>> = migrations,
): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => mapValues(steps, completely) },
    migrationTableName: "confab_migrations",
    migrationLockTableName: "confab_migrations_lock",
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && /^corrupted migrations: .* is missing$/.test(error.message)) {
    throw new Error("The database is of a newer version of Confab", { cause: error });
  }
  if (error !== undefined) throw error;
}

/** Kysely itself uses transactions for this with PostgreSQL only, but SQLite has them too. */
function completely(step: MigrationStep): Migration {
  return {
    up: (database: Kysely<unknown>) =>
      database.isTransaction ? step(database) : database.transaction().execute(step),
  };
}

function mapValues<A, B>(
  values: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
