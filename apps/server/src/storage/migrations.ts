/** In order, never changed once released. */
export const migrations: readonly string[] = [
  `CREATE TABLE guests (
     user_id    TEXT PRIMARY KEY,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     failures   INTEGER NOT NULL DEFAULT 0,
     due_at     INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX guests_by_due ON guests (due_at)`,
];
