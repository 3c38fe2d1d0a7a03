import type { Kysely } from "kysely";

/** Which call a room of the SFU is, and who its identities are: the SFU itself knows only hashes. */
export async function createSfuRooms(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("sfu_rooms")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("room_id", "text", (column) => column.notNull())
    .addColumn("slot_id", "text", (column) => column.notNull())
    .addColumn("granted_at", "bigint", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("sfu_rooms_by_room")
    .on("sfu_rooms")
    .column("room_id")
    .execute();
  await database.schema
    .createTable("sfu_identities")
    .addColumn("room_name", "text", (column) => column.notNull())
    .addColumn("identity", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("device_id", "text", (column) => column.notNull())
    .addColumn("granted_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("sfu_identities_key", ["room_name", "identity"])
    .execute();
  await database.schema
    .createIndex("sfu_identities_by_time")
    .on("sfu_identities")
    .column("granted_at")
    .execute();
}
