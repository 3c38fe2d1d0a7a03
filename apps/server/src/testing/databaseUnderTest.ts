import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject, onTestFinished } from "vitest";
import { type Database, type DatabaseOptions, openDatabase } from "../storage/database.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL server of this run, as its administrator. Absent where tests run on SQLite. */
    readonly postgresUrl: string | undefined;
  }
}

/**
 * A new database of the kind that this lane tests: SQLite in the unit tests, PostgreSQL in their second run
 * (`vitest.postgres.config.ts`). Gone after the test.
 */
export async function newDatabase(): Promise<DatabaseOptions> {
  const server = inject("postgresUrl");
  if (server === undefined) return { dataDir: temporaryFolder() };
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `CREATE DATABASE ${name}`);
  onTestFinished(() => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { database: { url: url.href, maxConnections: 5 } };
}

/** A new database with all tables, or a further connection to one: then another replica's. */
export async function databaseUnderTest(options?: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(options ?? (await newDatabase()));
  onTestFinished(() => database.destroy());
  return database;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
