import type { Clock } from "../time/clock.ts";
import type { Database } from "./database.ts";

/** Who delivers to us, repeating what was not answered. */
type DeliverySource = "sfu" | "homeserver";

/**
 * What was delivered and taken, of all replicas, so that a repetition does nothing. A delivery is marked after the work
 * for it is done: what failed, or died half-way, is done again when it is repeated.
 */
export interface Deliveries {
  isTaken(source: DeliverySource, id: string): Promise<boolean>;
  markTaken(source: DeliverySource, id: string): Promise<void>;
  /** `time` in milliseconds since the Unix epoch. */
  forgetBefore(time: number): Promise<void>;
}

export function createDeliveries(database: Database, clock: Clock): Deliveries {
  return {
    async isTaken(source, id) {
      const row = await database
        .selectFrom("deliveries")
        .select("taken_at")
        .where("source", "=", source)
        .where("id", "=", id)
        .executeTakeFirst();
      return row !== undefined;
    },
    async markTaken(source, id) {
      await database
        .insertInto("deliveries")
        .values({ source, id, taken_at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async forgetBefore(time) {
      await database.deleteFrom("deliveries").where("taken_at", "<", time).execute();
    },
  };
}
