import type { Transaction } from "kysely";
import type { Database } from "../storage/database.ts";
import type { Schema } from "../storage/schema.ts";

export type SlotTransaction = Transaction<Schema>;

/**
 * Does all of `work` or nothing, and alone: events of one slot come to several replicas at the same time. `work` uses
 * the transaction only; other queries would wait for its end.
 */
export async function inSlot<T>(
  database: Database,
  roomName: string,
  work: (transaction: SlotTransaction) => Promise<T>,
): Promise<T> {
  return database.transaction().execute(async (transaction) => {
    // Writing the row takes its lock, with SQLite as with PostgreSQL.
    await transaction
      .insertInto("call_slots")
      .values({ room_name: roomName })
      .onConflict((conflict) => conflict.column("room_name").doUpdateSet({ room_name: roomName }))
      .execute();
    return work(transaction);
  });
}
