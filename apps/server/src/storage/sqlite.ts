import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Dialect, SqliteDialect } from "kysely";

/** Longer than a backup holds its lock, and short enough that nobody notices: SQLite waits on the only thread. */
const busyTimeoutMs = 250;
const mostStatements = 500;

/** SQLite through Node's own driver, in `<dataDir>/confab.db`, or in memory without a folder. */
export function sqliteDialect(dataDir: string | undefined): Dialect {
  const database = open(dataDir);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    // A query whose text depends on data would fill the memory otherwise.
    if (statements.size >= mostStatements) statements.clear();
    statements.set(sql, statement);
    return statement;
  };
  return new SqliteDialect({
    database: {
      close: () => {
        statements.clear();
        database.close();
      },
      prepare(sql) {
        const statement = prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...parameters.map(toInput)),
          run: (parameters) => statement.run(...parameters.map(toInput)),
          iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
        };
      },
    },
  });
}

function open(dataDir: string | undefined): DatabaseSync {
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(
    dataDir === undefined ? ":memory:" : join(dataDir, "confab.db"),
  );
  database.exec("PRAGMA journal_mode = WAL");
  // After a power cut the newest writes may be gone, but the file is whole (SQLite documentation on WAL).
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  // What is deleted is overwritten, so that a deleted call record is not in the file any more.
  database.exec("PRAGMA secure_delete = ON");
  return database;
}

function toInput(value: unknown): SQLInputValue {
  if (
    value === null ||
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "string" ||
    value instanceof Uint8Array
  ) {
    return value;
  }
  throw new TypeError(`SQLite has no type for a value that is ${typeof value}`);
}
