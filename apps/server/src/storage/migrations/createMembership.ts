import type { Kysely } from "kysely";

/** Who is kept out of calls, what was delivered to us already, and which replica does what only one may do. */
export async function createMembership(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("call_restrictions")
    .addColumn("room_name", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("set_by", "text", (column) => column.notNull())
    .addColumn("set_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("call_restrictions_key", ["room_name", "kind", "subject"])
    .execute();
  await database.schema
    .createIndex("call_restrictions_by_time")
    .on("call_restrictions")
    .columns(["kind", "set_at"])
    .execute();
  await database.schema
    .createTable("deliveries")
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("taken_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("deliveries_key", ["source", "id"])
    .execute();
  await database.schema
    .createIndex("deliveries_by_time")
    .on("deliveries")
    .column("taken_at")
    .execute();
  await database.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .execute();
}
