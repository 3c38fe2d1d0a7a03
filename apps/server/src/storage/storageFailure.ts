import { DatabaseError } from "pg";

/** The database server does not answer. The cause says why; it holds no password. */
export class StorageUnreachable extends Error {
  override readonly name = "StorageUnreachable";

  constructor(cause: unknown) {
    super("the database does not answer", { cause });
  }
}

/**
 * Did the database fail, rather than what was asked of it? It is locked, its disk is full, it is not there. The same
 * request may succeed later.
 */
export function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof StorageUnreachable) return true;
  if (error instanceof DatabaseError) return !isOurMistake(error);
  const code = "code" in error ? error.code : undefined;
  return (
    code === "ERR_SQLITE_ERROR" ||
    // node-postgres has no code for a server that goes away in the middle of a query.
    error.message.startsWith("Connection terminated")
  );
}

/** Classes 22, 23 and 42 (PostgreSQL, "Error Codes"): wrong data, a broken constraint, a wrong statement. */
function isOurMistake({ code = "" }: DatabaseError): boolean {
  return /^(?:22|23|42)/.test(code);
}
