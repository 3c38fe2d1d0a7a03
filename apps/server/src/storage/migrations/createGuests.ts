import type { Kysely } from "kysely";

/** The first release made this table without a record of migrations, so that it may be there. */
export async function createGuests(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("guests")
    .ifNotExists()
    .addColumn("user_id", "text", (column) => column.primaryKey())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("failures", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("guests_by_due")
    .ifNotExists()
    .on("guests")
    .column("due_at")
    .execute();
}
