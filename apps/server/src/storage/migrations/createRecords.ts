import type { Kysely } from "kysely";

/** Records of calls and of who was rung for them. */
export async function createRecords(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  await schema
    .createTable("call_slots")
    .addColumn("room_name", "text", (column) => column.primaryKey())
    .execute();
  await schema
    .createTable("call_records")
    .addColumn("call_id", "text", (column) => column.primaryKey())
    .addColumn("room_name", "text", (column) => column.notNull())
    .addColumn("room_id", "text", (column) => column.notNull())
    .addColumn("slot_id", "text", (column) => column.notNull())
    .addColumn("video", "integer", (column) => column.notNull())
    .addColumn("started_at", "bigint")
    .addColumn("ended_at", "bigint")
    .addColumn("end_reason", "text")
    .execute();
  await schema
    .createTable("call_lives")
    .addColumn("room_sid", "text", (column) => column.primaryKey())
    .addColumn("call_id", "text")
    .addColumn("began_at", "bigint", (column) => column.notNull())
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .addColumn("finish_reported", "integer", (column) => column.notNull())
    .execute();
  await schema
    .createTable("call_participations")
    .addColumn("participant_sid", "text", (column) => column.primaryKey())
    .addColumn("call_id", "text", (column) => column.notNull())
    .addColumn("room_sid", "text", (column) => column.notNull())
    .addColumn("user_id", "text")
    .addColumn("device_id", "text")
    .addColumn("joined_at", "bigint")
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addColumn("left_at", "bigint")
    .addColumn("left_reason", "text")
    .addColumn("left_proof", "integer", (column) => column.notNull())
    .execute();
  await schema
    .createTable("call_rings")
    .addColumn("ring_id", "text", (column) => column.primaryKey())
    .addColumn("call_id", "text")
    .addColumn("room_name", "text", (column) => column.notNull())
    .addColumn("room_id", "text", (column) => column.notNull())
    .addColumn("sender", "text", (column) => column.notNull())
    .addColumn("notification_event_id", "text")
    .addColumn("intent", "text")
    .addColumn("sent_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .execute();
  await schema
    .createTable("call_ring_people")
    .addColumn("ring_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("declined_at", "bigint")
    .addPrimaryKeyConstraint("call_ring_people_key", ["ring_id", "user_id"])
    .execute();
  for (const [table, ...columns] of indexes) {
    await schema
      .createIndex(`${table}_by_${columns[0]}`)
      .on(table)
      .columns([...columns])
      .execute();
  }
}

const indexes: readonly (readonly [table: string, first: string, ...more: string[]])[] = [
  ["call_records", "room_id", "started_at", "call_id"],
  ["call_records", "room_name"],
  ["call_records", "ended_at"],
  ["call_lives", "call_id"],
  ["call_lives", "finished_at"],
  ["call_participations", "call_id"],
  ["call_participations", "room_sid"],
  ["call_participations", "user_id", "call_id"],
  ["call_rings", "call_id"],
  ["call_rings", "room_name", "ends_at"],
  ["call_rings", "notification_event_id"],
  ["call_ring_people", "user_id"],
];
