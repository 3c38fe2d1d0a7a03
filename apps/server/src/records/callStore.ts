import type { CallRoom } from "../calls/callIndex.ts";
import type { Database } from "../storage/database.ts";
import { leaveProof } from "./connection.ts";
import { type ConnectionSign, refreshConnections, writeConnection } from "./connectionRows.ts";
import { findOrBeginLife, finishLife, type Life, type LifeSign } from "./lives.ts";
import { inSlot, type SlotTransaction } from "./slotTransaction.ts";
import { type EndedCall, summariseCall } from "./summary.ts";

/** What one event of the SFU says. */
export interface ReportedSign {
  readonly life: LifeSign;
  readonly connection?: ConnectionSign;
  /** A camera or a screen was there. */
  readonly video?: boolean;
  /** The room is over. */
  readonly finishedAt?: number;
}

/** Who was in a room when the SFU was asked. */
interface Sighting {
  readonly roomSid: string;
  readonly createdAt: number;
  /** When the SFU was asked, by our clock. */
  readonly seenAt: number;
  readonly present: readonly ConnectionSign[];
  readonly video: boolean;
  /** Who was seen after this time is not missed yet: the event of their joining may have been quicker than the answer. */
  readonly missedBefore: number;
}

/** What nobody told us and a look at the SFU brought out. */
export interface Gaps {
  readonly joins: number;
  readonly leaves: number;
}

interface OpenLife {
  readonly roomSid: string;
  readonly roomName: string;
  readonly seenAt: number;
}

/**
 * The records of calls as they come about. Everything may be told twice, by several replicas, and in any order: the
 * record is the same. Times in milliseconds since the Unix epoch.
 */
export interface CallStore {
  /** Returns the call when this ended it. */
  report(room: CallRoom, sign: ReportedSign): Promise<EndedCall | undefined>;
  sight(room: CallRoom, sighting: Sighting): Promise<Gaps>;
  /** The SFU does not have this room any more. Returns the call when this ended it. */
  lose(life: OpenLife): Promise<EndedCall | undefined>;
  /** Lives of which no end is known. */
  openLives(): Promise<readonly OpenLife[]>;
  /** How many calls go on. */
  countOngoing(): Promise<number>;
}

export function createCallStore(
  database: Database,
  randomBytes: (count: number) => Uint8Array,
): CallStore {
  const newCallId = () => Buffer.from(randomBytes(16)).toString("hex");
  return {
    report: (room, sign) =>
      inSlot(database, room.name, async (transaction) => {
        const life = await findOrBeginLife(transaction, room, sign.life, newCallId);
        if (life === undefined) return undefined;
        if (sign.connection !== undefined)
          await writeConnection(transaction, life, sign.connection);
        if (sign.video === true) await markVideo(transaction, life.callId);
        if (sign.finishedAt !== undefined) {
          const at =
            life.finishReported && life.finishedAt !== null
              ? Math.min(life.finishedAt, sign.finishedAt)
              : sign.finishedAt;
          await finishLife(transaction, life.roomSid, { at, reported: true });
        }
        return summariseCall(transaction, life.callId);
      }),
    sight: (room, sighting) =>
      inSlot(database, room.name, async (transaction) => {
        const { roomSid, createdAt, seenAt } = sighting;
        const sign = { roomSid, beganAt: createdAt, seenAt, inUse: true };
        const life = await findOrBeginLife(transaction, room, sign, newCallId);
        if (life === undefined) return { joins: 0, leaves: 0 };
        const joins = await writeSighted(transaction, life, sighting);
        const leaves = await missAbsent(transaction, sighting);
        if (sighting.video) await markVideo(transaction, life.callId);
        await summariseCall(transaction, life.callId);
        return { joins, leaves };
      }),
    lose: ({ roomSid, roomName, seenAt }) =>
      inSlot(database, roomName, async (transaction) => {
        const life = await transaction
          .selectFrom("call_lives")
          .select("call_id")
          .where("room_sid", "=", roomSid)
          .where("finished_at", "is", null)
          // Otherwise another replica has seen it in the meantime.
          .where("seen_at", "=", seenAt)
          .executeTakeFirst();
        if (life === undefined || life.call_id === null) return undefined;
        await finishLife(transaction, roomSid, { at: seenAt, reported: false });
        return summariseCall(transaction, life.call_id);
      }),
    async openLives() {
      return database
        .selectFrom("call_lives as life")
        .innerJoin("call_records as record", "record.call_id", "life.call_id")
        .select([
          "life.room_sid as roomSid",
          "record.room_name as roomName",
          "life.seen_at as seenAt",
        ])
        .where("life.finished_at", "is", null)
        .execute();
    },
    async countOngoing() {
      const { count } = await database
        .selectFrom("call_records")
        .select((column) => column.fn.countAll<number>().as("count"))
        .where("ended_at", "is", null)
        .where("started_at", "is not", null)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/** Most of those who are there were there the last time. Returns how many were not, and nobody told us. */
async function writeSighted(
  transaction: SlotTransaction,
  life: Life,
  { present, seenAt }: Sighting,
): Promise<number> {
  const known = await refreshConnections(transaction, life.roomSid, present, seenAt);
  let joins = 0;
  for (const connection of present) {
    if (known.has(connection.participantSid)) continue;
    const { joined } = await writeConnection(transaction, life, connection);
    if (joined) joins += 1;
  }
  return joins;
}

async function markVideo(transaction: SlotTransaction, callId: string): Promise<void> {
  await transaction
    .updateTable("call_records")
    .set({ video: 1 })
    .where("call_id", "=", callId)
    .execute();
}

/** Who is not in the room any more was there until we last saw them. */
async function missAbsent(
  transaction: SlotTransaction,
  { roomSid, present, missedBefore }: Sighting,
): Promise<number> {
  const open = await transaction
    .selectFrom("call_participations")
    .select(["participant_sid", "seen_at"])
    .where("room_sid", "=", roomSid)
    .where("left_at", "is", null)
    .where("seen_at", "<", missedBefore)
    .execute();
  const sids = new Set(present.map(({ participantSid }) => participantSid));
  const absent = open.filter((row) => !sids.has(row.participant_sid));
  for (const row of absent) {
    await transaction
      .updateTable("call_participations")
      .set({
        left_at: row.seen_at,
        left_reason: "not-observed",
        left_proof: leaveProof.absence,
      })
      .where("participant_sid", "=", row.participant_sid)
      .execute();
  }
  return absent.length;
}
