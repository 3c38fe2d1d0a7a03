import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Kysely, sql } from "kysely";
import { describe, expect, inject, it } from "vitest";
import { createGuestStore } from "../guests/guestStore.ts";
import { databaseUnderTest, newDatabase } from "../testing/databaseUnderTest.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { migrate, openDatabase } from "./database.ts";
import { migrations } from "./migrations/migrations.ts";
import { isStorageFailure } from "./storageFailure.ts";

const onPostgres = inject("postgresUrl") !== undefined;
const one = async (database: Kysely<unknown>) => {
  await sql`CREATE TABLE one (id INTEGER)`.execute(database);
};
const two = async (database: Kysely<unknown>) => {
  await sql`ALTER TABLE one ADD COLUMN name TEXT`.execute(database);
  await sql`INSERT INTO one VALUES (1, 'a')`.execute(database);
};

describe("migrate", () => {
  it("[ST1] applies each step once, in order", async () => {
    const database = await databaseUnderTest();
    await migrate(database, { ...migrations, "9001": one });
    await migrate(database, { ...migrations, "9001": one, "9002": two });
    await migrate(database, { ...migrations, "9001": one, "9002": two });
    const { rows } = await sql`SELECT * FROM one`.execute(database);
    expect(rows).toEqual([{ id: 1, name: "a" }]);
  });

  it("[ST2] takes back a step that fails in the middle", async () => {
    const database = await databaseUnderTest();
    await migrate(database, { ...migrations, "9001": one });
    const broken = async (inStep: Kysely<unknown>) => {
      await two(inStep);
      await sql`INSERT INTO missing VALUES (1)`.execute(inStep);
    };
    const failing = migrate(database, { ...migrations, "9001": one, "9002": broken });
    await expect(failing).rejects.toThrow(/missing/);
    await migrate(database, { ...migrations, "9001": one, "9002": two });
    const { rows } = await sql`SELECT * FROM one`.execute(database);
    expect(rows).toEqual([{ id: 1, name: "a" }]);
  });

  it("[ST3] does not touch the database of a newer version", async () => {
    const database = await databaseUnderTest();
    await migrate(database, { ...migrations, "9001": one });
    await expect(migrate(database)).rejects.toThrow(/newer version/);
  });
});

describe("openDatabase", () => {
  it.skipIf(!onPostgres)("[ST5] lets several replicas start at the same time", async () => {
    const options = await newDatabase();
    const databases = await Promise.all([1, 2, 3].map(() => databaseUnderTest(options)));
    const [first, , last] = databases;
    const guest = { user_id: "@g:hs", created_at: 1, expires_at: 2 ** 41, due_at: 3 };
    await first?.insertInto("guests").values(guest).execute();
    expect(await last?.selectFrom("guests").selectAll().execute()).toEqual([
      { ...guest, failures: 0 },
    ]);
  });

  it("[ST6] lets transactions of one process follow each other", async () => {
    const database = await databaseUnderTest();
    const guest = { user_id: "@g:hs", created_at: 1, expires_at: 2, due_at: 0 };
    await database.insertInto("guests").values(guest).execute();
    const raise = () =>
      database.transaction().execute(async (transaction) => {
        const query = transaction.selectFrom("guests").select("due_at");
        const row = await (onPostgres ? query.forUpdate() : query).executeTakeFirstOrThrow();
        await transaction
          .updateTable("guests")
          .set({ due_at: row.due_at + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, raise));
    const row = await database.selectFrom("guests").select("due_at").executeTakeFirst();
    expect(row).toEqual({ due_at: 20 });
  });

  it.skipIf(onPostgres)("[ST4] makes the folder, and writes ahead", async () => {
    const database = await openDatabase({ dataDir: `${temporaryFolder()}/deep/data` });
    const { rows } = await sql`PRAGMA journal_mode`.execute(database);
    await database.destroy();
    expect(rows).toEqual([{ journal_mode: "wal" }]);
  });

  it.skipIf(onPostgres)("[ST9] takes over the database of the first release", async () => {
    const dataDir = temporaryFolder();
    const old = new DatabaseSync(join(dataDir, "confab.db"));
    old.exec(`
      CREATE TABLE guests (
        user_id    TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        failures   INTEGER NOT NULL DEFAULT 0,
        due_at     INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX guests_by_due ON guests (due_at);
      PRAGMA user_version = 1;
      INSERT INTO guests VALUES ('@guest-old:hs', 1, 2, 0, 2)`);
    old.close();
    const database = await databaseUnderTest({ dataDir });
    expect(await createGuestStore(database).due(2, 10)).toEqual([
      { userId: "@guest-old:hs", failures: 0 },
    ]);
  });

  it.skipIf(!onPostgres)("[ST7] rejects when PostgreSQL does not answer", async () => {
    const url = "postgres://nobody@127.0.0.1:1/none";
    const failure = openDatabase({ database: { url, maxConnections: 1 } });
    await expect(failure).rejects.toSatisfy(isStorageFailure);
  });
});
