import { sql } from "kysely";
import type { Database } from "../storage/database.ts";
import { inSlot } from "./slotTransaction.ts";

/** Deletes records for good. Times in milliseconds since the Unix epoch. */
export interface RecordEraser {
  erase(roomId: string, callId: string): Promise<"erased" | "ongoing" | "missing">;
  /** All of a room's calls that are over, and rings that became no call. Returns how many calls. */
  eraseRoom(roomId: string, now: number): Promise<number>;
  /** One batch of calls that ended before `time`. Returns how many. */
  eraseEndedBefore(time: number): Promise<number>;
  /** Rings that became no call, rooms of the SFU that nobody entered, and the marks of deleted records. */
  eraseLeftovers(now: number): Promise<void>;
}

const batchSize = 200;
const leftoverMs = 3_600_000;

/** `onSqlite`: what is deleted is also taken out of the write-ahead log, at once. */
export function createRecordEraser(database: Database, onSqlite: boolean): RecordEraser {
  const ended = () =>
    database
      .selectFrom("call_records")
      .select(["call_id", "room_name"])
      .where("ended_at", "is not", null)
      .limit(batchSize);

  async function eraseCalls(
    calls: readonly { readonly call_id: string; readonly room_name: string }[],
  ): Promise<void> {
    for (const call of calls) await eraseCall(call);
    if (calls.length > 0) await forget();
  }

  async function eraseCall(call: { readonly call_id: string; readonly room_name: string }) {
    await inSlot(database, call.room_name, async (transaction) => {
      const current = await transaction
        .selectFrom("call_records")
        .select(["started_at", "ended_at"])
        .where("call_id", "=", call.call_id)
        .executeTakeFirst();
      // In the meantime its people may have come back.
      if (current === undefined) return;
      if (current.started_at !== null && current.ended_at === null) return;
      const rings = transaction
        .selectFrom("call_rings")
        .select("ring_id")
        .where("call_id", "=", call.call_id);
      await transaction.deleteFrom("call_ring_people").where("ring_id", "in", rings).execute();
      await transaction.deleteFrom("call_rings").where("call_id", "=", call.call_id).execute();
      await transaction
        .deleteFrom("call_participations")
        .where("call_id", "=", call.call_id)
        .execute();
      await transaction
        .updateTable("call_lives")
        .set({ call_id: null })
        .where("call_id", "=", call.call_id)
        .execute();
      await transaction.deleteFrom("call_records").where("call_id", "=", call.call_id).execute();
    });
  }

  /** Rings that are over and became no call. */
  async function eraseRings(endedBefore: number, roomId?: string): Promise<void> {
    const rings = await database
      .selectFrom("call_rings")
      .select("ring_id")
      .where("call_id", "is", null)
      .where("ends_at", "<", endedBefore)
      .$if(roomId !== undefined, (query) => query.where("room_id", "=", roomId ?? ""))
      .execute();
    for (const { ring_id } of rings) {
      await database.deleteFrom("call_ring_people").where("ring_id", "=", ring_id).execute();
      await database
        .deleteFrom("call_rings")
        .where("ring_id", "=", ring_id)
        .where("call_id", "is", null)
        .execute();
    }
    if (rings.length > 0) await forget();
  }

  async function forget(): Promise<void> {
    if (onSqlite) await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database);
  }

  return {
    async erase(roomId, callId) {
      const call = await database
        .selectFrom("call_records")
        .select(["call_id", "room_name", "ended_at"])
        .where("call_id", "=", callId)
        .where("room_id", "=", roomId)
        .where("started_at", "is not", null)
        .executeTakeFirst();
      if (call === undefined) return "missing";
      if (call.ended_at === null) return "ongoing";
      await eraseCalls([call]);
      return "erased";
    },
    async eraseRoom(roomId, now) {
      let count = 0;
      for (;;) {
        const calls = await ended().where("room_id", "=", roomId).execute();
        await eraseCalls(calls);
        count += calls.length;
        if (calls.length < batchSize) break;
      }
      await eraseRings(now, roomId);
      return count;
    },
    async eraseEndedBefore(time) {
      const calls = await ended().where("ended_at", "<", time).execute();
      await eraseCalls(calls);
      return calls.length;
    },
    async eraseLeftovers(now) {
      const before = now - leftoverMs;
      await eraseRings(before);
      const empty = await database
        .selectFrom("call_records as record")
        .innerJoin("call_lives as life", "life.call_id", "record.call_id")
        .select(["record.call_id", "record.room_name"])
        .where("record.started_at", "is", null)
        .where("life.finished_at", "<", before)
        .execute();
      await eraseCalls(empty);
      await database
        .deleteFrom("call_lives")
        .where("call_id", "is", null)
        .where("finished_at", "<", before)
        .execute();
    },
  };
}
