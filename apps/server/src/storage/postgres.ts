import { type Dialect, PostgresDialect } from "kysely";
import { Pool, types } from "pg";
import { StorageUnreachable } from "./storageFailure.ts";

const connectTimeoutMs = 5_000;
const statementTimeoutMs = 10_000;

/** PostgreSQL, for several replicas. `url` is a secret. `onError` hears of connections that were lost while idle. */
export function postgresDialect(
  options: { readonly url: string; readonly maxConnections: number },
  onError: (error: Error) => void,
): Dialect {
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    types: {
      // Times in milliseconds and counts: all of them are exact as numbers.
      getTypeParser: (type, format) =>
        type === types.builtins.INT8 ? Number : types.getTypeParser(type, format),
    },
  });
  pool.on("error", onError);
  return new PostgresDialect({
    pool: {
      connect: () =>
        pool.connect().catch((error: unknown) => {
          throw new StorageUnreachable(error);
        }),
      end: () => pool.end(),
      options: {},
    },
  });
}
