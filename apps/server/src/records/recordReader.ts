import type { CallRecord, RecordCursor, RecordQuery } from "@confab/protocol";
import { type ExpressionBuilder, type SqlBool, sql, type Expression } from "kysely";
import type { Database } from "../storage/database.ts";
import type { Schema } from "../storage/schema.ts";
import type { Clock } from "../time/clock.ts";
import { assembleRecords } from "./recordAssembly.ts";

export interface RecordSelection {
  readonly rooms: readonly string[];
  /** Only calls of this user: took part, or was rung. Being missed is then about this user. */
  readonly ofUser?: string;
  readonly query: RecordQuery;
  readonly limit: number;
}

export interface RecordPage {
  readonly calls: readonly CallRecord[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: RecordCursor | undefined;
}

export interface RecordReader {
  /** The newest first; those that come in meanwhile do not move the others. */
  page(selection: RecordSelection): Promise<RecordPage>;
  /** Rooms in which the user took part in a call or was rung, those with the newest calls first. */
  roomsOf(userId: string, limit: number): Promise<readonly string[]>;
}

type Builder = ExpressionBuilder<Schema & { record: Schema["call_records"] }, "record">;

export function createRecordReader(database: Database, clock: Clock): RecordReader {
  return {
    async page({ rooms, ofUser, query, limit }) {
      if (rooms.length === 0) return { calls: [], next: undefined };
      const { from, to, kind, participant, outcome, cursor } = query;
      const rows = await database
        .selectFrom("call_records as record")
        .selectAll("record")
        .where("record.started_at", "is not", null)
        .$narrowType<{ started_at: number }>()
        .where("record.room_id", "in", rooms)
        .where((record) =>
          record.and([
            ...(ofUser === undefined ? [] : [concerns(record, ofUser)]),
            ...(from === undefined ? [] : [record("record.started_at", ">=", from)]),
            ...(to === undefined ? [] : [record("record.started_at", "<", to)]),
            ...(kind === undefined ? [] : [record("record.video", "=", kind === "video" ? 1 : 0)]),
            ...(participant === undefined ? [] : [hadIn(record, participant)]),
            ...(outcome === undefined ? [] : [cameOut(record, outcome, ofUser, clock.now())]),
            ...(cursor === undefined
              ? []
              : [
                  record.or([
                    record("record.started_at", "<", cursor.startedAt),
                    record.and([
                      record("record.started_at", "=", cursor.startedAt),
                      record("record.call_id", "<", cursor.callId),
                    ]),
                  ]),
                ]),
          ]),
        )
        .orderBy("record.started_at", "desc")
        .orderBy("record.call_id", "desc")
        .limit(limit + 1)
        .execute();
      const calls = await assembleRecords(database, rows.slice(0, limit), clock.now());
      const last = calls.at(-1);
      return { calls, next: rows.length > limit ? last : undefined };
    },
    async roomsOf(userId, limit) {
      const rows = await database
        .selectFrom("call_records as record")
        .select("record.room_id")
        .where("record.started_at", "is not", null)
        .where((record) => concerns(record, userId))
        .groupBy("record.room_id")
        .orderBy((record) => record.fn.max("record.started_at"), "desc")
        .limit(limit)
        .execute();
      return rows.map((row) => row.room_id);
    },
  };
}

/** The user took part in the call or was rung for it. */
function concerns(record: Builder, userId: string): Expression<SqlBool> {
  return record(
    "record.call_id",
    "in",
    record
      .selectFrom("call_participations as own")
      .select("own.call_id")
      .where("own.user_id", "=", userId)
      .where("own.joined_at", "is not", null)
      .union(
        record
          .selectFrom("call_rings as ring")
          .innerJoin("call_ring_people as person", "person.ring_id", "ring.ring_id")
          .select("ring.call_id")
          .where("person.user_id", "=", userId)
          .where("ring.call_id", "is not", null)
          .$narrowType<{ call_id: string }>(),
      ),
  );
}

/** The user took part in the call. */
function hadIn(record: Builder, userId: string): Expression<SqlBool> {
  return record.exists(
    record
      .selectFrom("call_participations as took")
      .select("took.participant_sid")
      .whereRef("took.call_id", "=", "record.call_id")
      .where("took.user_id", "=", userId)
      .where("took.joined_at", "is not", null),
  );
}

function cameOut(
  record: Builder,
  outcome: CallRecord["status"],
  ofUser: string | undefined,
  now: number,
): Expression<SqlBool> {
  const isMissed = ofUser === undefined ? wasMissed(record) : wasMissedBy(record, ofUser, now);
  if (outcome === "ongoing") return record("record.ended_at", "is", null);
  if (outcome === "missed") return isMissed;
  return record.and([record("record.ended_at", "is not", null), record.not(isMissed)]);
}

/** The same as `callStatus` says of the whole record. */
function wasMissed(record: Builder): Expression<SqlBool> {
  const people = record
    .selectFrom("call_participations as one")
    .select(sql<number>`count(distinct coalesce(one.user_id, one.participant_sid))`.as("count"))
    .whereRef("one.call_id", "=", "record.call_id")
    .where("one.joined_at", "is not", null);
  return record.and([
    record("record.ended_at", "is not", null),
    record.exists(
      record
        .selectFrom("call_rings as ring")
        .select("ring.ring_id")
        .whereRef("ring.call_id", "=", "record.call_id"),
    ),
    record(people, "<=", 1),
  ]);
}

/** The user was rung, which is over, did not decline in time, and never was in the call. */
function wasMissedBy(record: Builder, userId: string, now: number): Expression<SqlBool> {
  const rung = record
    .selectFrom("call_rings as ring")
    .innerJoin("call_ring_people as person", "person.ring_id", "ring.ring_id")
    .select("ring.ring_id")
    .whereRef("ring.call_id", "=", "record.call_id")
    .where("person.user_id", "=", userId);
  return record.and([
    record.exists(
      rung.where((ring) =>
        ring.or([ring("record.ended_at", "is not", null), ring("ring.ends_at", "<", now)]),
      ),
    ),
    record.not(record.exists(rung.whereRef("person.declined_at", "<=", "ring.ends_at"))),
    record.not(hadIn(record, userId)),
  ]);
}
