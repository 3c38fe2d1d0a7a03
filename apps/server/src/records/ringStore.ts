import type { CallRoom } from "../calls/callIndex.ts";
import type { Database } from "../storage/database.ts";
import { inSlot } from "./slotTransaction.ts";

/** A ring as it is kept. Times in milliseconds since the Unix epoch. */
interface NewRing {
  readonly ringId: string;
  readonly sender: string;
  readonly notificationEventId: string | undefined;
  readonly intent: "voice" | "video" | undefined;
  readonly sentAt: number;
  readonly endsAt: number;
  readonly people: readonly string[];
}

/** Who was rung, and who declined. */
export interface RingStore {
  /** A ring of the same id changes nothing. */
  add(room: CallRoom, ring: NewRing): Promise<void>;
  /**
   * `ring`: its id, or that of its Matrix event. The first answer counts. False when there is no such ring of this
   * person in the room.
   */
  decline(roomId: string, ring: string, userId: string, at: number): Promise<boolean>;
}

export function createRingStore(database: Database): RingStore {
  return {
    add: (room, ring) =>
      inSlot(database, room.name, async (transaction) => {
        // The call that goes on, or did when it rang. Otherwise the next one takes the ring when somebody joins it.
        const call = await transaction
          .selectFrom("call_records")
          .select("call_id")
          .where("room_name", "=", room.name)
          .where("started_at", "<=", ring.endsAt)
          .where((where) =>
            where.or([where("ended_at", "is", null), where("ended_at", ">=", ring.sentAt)]),
          )
          .orderBy("started_at", "desc")
          .limit(1)
          .executeTakeFirst();
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("call_rings")
          .values({
            ring_id: ring.ringId,
            call_id: call?.call_id ?? null,
            room_name: room.name,
            room_id: room.roomId,
            sender: ring.sender,
            notification_event_id: ring.notificationEventId ?? null,
            intent: ring.intent ?? null,
            sent_at: ring.sentAt,
            ends_at: ring.endsAt,
          })
          .onConflict((conflict) => conflict.column("ring_id").doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 0n) return;
        await transaction
          .insertInto("call_ring_people")
          .values(
            ring.people.map((userId) => ({
              ring_id: ring.ringId,
              user_id: userId,
              declined_at: null,
            })),
          )
          .execute();
      }),
    async decline(roomId, ring, userId, at) {
      const found = await database
        .selectFrom("call_rings as ring")
        .innerJoin("call_ring_people as person", "person.ring_id", "ring.ring_id")
        .select("ring.ring_id as ringId")
        .where("ring.room_id", "=", roomId)
        .where((where) =>
          where.or([
            where("ring.ring_id", "=", ring),
            where("ring.notification_event_id", "=", ring),
          ]),
        )
        .where("person.user_id", "=", userId)
        .execute();
      for (const { ringId } of found) {
        await database
          .updateTable("call_ring_people")
          .set({ declined_at: at })
          .where("ring_id", "=", ringId)
          .where("user_id", "=", userId)
          .where("declined_at", "is", null)
          .execute();
      }
      return found.length > 0;
    },
  };
}
