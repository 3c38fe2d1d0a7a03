import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/serverUnderTest.ts";
import { openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

function memory(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  onTestFinished(() => {
    database.close();
  });
  return database;
}

const one = "CREATE TABLE one (id INTEGER)";
const two = "ALTER TABLE one ADD COLUMN name TEXT; INSERT INTO one VALUES (1, 'a')";
const version = (database: DatabaseSync) => database.prepare("PRAGMA user_version").get();

describe("migrate", () => {
  it("[ST1] applies each step once, in order", () => {
    const database = memory();
    migrate(database, [one]);
    migrate(database, [one, two]);
    migrate(database, [one, two]);
    expect(database.prepare("SELECT * FROM one").all()).toEqual([{ id: 1, name: "a" }]);
    expect(version(database)).toEqual({ user_version: 2 });
  });

  it("[ST2] takes back a step that fails in the middle", () => {
    const database = memory();
    const broken = "ALTER TABLE one ADD COLUMN name TEXT; INSERT INTO missing VALUES (1)";
    expect(() => {
      migrate(database, [one, broken]);
    }).toThrow(/missing/);
    expect(version(database)).toEqual({ user_version: 1 });
    migrate(database, [one, two]);
    expect(version(database)).toEqual({ user_version: 2 });
  });

  it("[ST3] does not touch the database of a newer version", () => {
    const database = memory();
    migrate(database, [one, two]);
    expect(() => {
      migrate(database, [one]);
    }).toThrow(/newer version/);
  });
});

describe("openDatabase", () => {
  it("[ST4] makes the folder, and writes ahead so that readers do not wait", () => {
    const database = openDatabase(`${temporaryFolder()}/deep/data`);
    onTestFinished(() => {
      database.close();
    });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });
});
