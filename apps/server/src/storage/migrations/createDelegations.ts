import type { Kysely } from "kysely";

const key = ["room", "user_id", "device_id"] as const;

/** Delayed leaves that clients handed over to us. */
export async function createDelegations(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("delegations")
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("device_id", "text", (column) => column.notNull())
    .addColumn("generation", "text", (column) => column.notNull().unique())
    .addColumn("delay_id", "text", (column) => column.notNull())
    .addColumn("as_app_service", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("delay_timeout", "bigint", (column) => column.notNull())
    .addColumn("counted_from", "bigint", (column) => column.notNull())
    .addColumn("look_at", "bigint")
    .addColumn("looks", "integer", (column) => column.notNull())
    .addColumn("missing", "text")
    .addColumn("silent_since", "bigint")
    .addColumn("act_at", "bigint")
    .addColumn("failures", "integer", (column) => column.notNull())
    .addColumn("send_until", "bigint")
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("next_at", "bigint", (column) => column.notNull())
    .addColumn("lease", "text")
    .addColumn("version", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("delegations_key", [...key])
    .execute();
  await database.schema
    .createIndex("delegations_by_next")
    .on("delegations")
    .column("next_at")
    .execute();
  await database.schema
    .createTable("delegation_identities")
    .addColumn("room", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("device_id", "text", (column) => column.notNull())
    .addColumn("identity", "text", (column) => column.notNull())
    // Not by room and identity alone: two users' devices can be written the same way in the form of old clients.
    .addPrimaryKeyConstraint("delegation_identities_key", [...key, "identity"])
    .addForeignKeyConstraint(
      "delegation_identities_delegation",
      [...key],
      "delegations",
      [...key],
      (constraint) => constraint.onDelete("cascade"),
    )
    .execute();
  await database.schema
    .createIndex("delegation_identities_by_identity")
    .on("delegation_identities")
    .columns(["room", "identity"])
    .execute();
}
