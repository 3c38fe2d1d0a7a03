import type { CallRecord, Participation, RingRecord } from "@confab/protocol";
import type { Database } from "../storage/database.ts";
import type { RecordTables } from "./recordTables.ts";
import { callStatus, ringOutcome, type RungPerson } from "./ringOutcome.ts";
import { leftAfterJoining } from "./summary.ts";

/** The row of a call that somebody has joined. */
export type StartedCallRow = Omit<RecordTables["call_records"], "started_at"> & {
  readonly started_at: number;
};

/** Makes whole records of the rows of calls, with three queries for all of them. */
export async function assembleRecords(
  database: Database,
  rows: readonly StartedCallRow[],
  now: number,
): Promise<readonly CallRecord[]> {
  if (rows.length === 0) return [];
  const callIds = rows.map((row) => row.call_id);
  const participations = await loadParticipations(database, callIds);
  const rings = await loadRings(database, callIds);
  return rows.map((row) => {
    const taken = participations.get(row.call_id) ?? [];
    const call = { participations: taken, endedAt: row.ended_at };
    const kept = (rings.get(row.call_id) ?? []).map(({ people, ...ring }) => ({
      ...ring,
      people: people.map((person) => ({
        userId: person.userId,
        outcome: ringOutcome(person, ring, call, now),
      })),
    }));
    const people = new Set(taken.map(({ userId }, index) => userId ?? index)).size;
    return {
      callId: row.call_id,
      roomId: row.room_id,
      slotId: row.slot_id,
      kind: row.video === 1 ? "video" : "voice",
      status: callStatus({ endedAt: row.ended_at, rings: kept, people }),
      startedAt: row.started_at,
      endedAt: row.ended_at,
      endReason: row.end_reason,
      participations: taken,
      rings: kept,
    };
  });
}

async function loadParticipations(
  database: Database,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, Participation[]>> {
  const rows = await database
    .selectFrom("call_participations")
    .select([
      "call_id as callId",
      "user_id as userId",
      "device_id as deviceId",
      "joined_at as joinedAt",
      leftAfterJoining.as("leftAt"),
      "left_reason as leaveReason",
    ])
    .where("call_id", "in", callIds)
    .where("joined_at", "is not", null)
    .$narrowType<{ joinedAt: number }>()
    .orderBy("joined_at")
    .orderBy("participant_sid")
    .execute();
  return group(rows);
}

type StoredRing = Omit<RingRecord, "people"> & { readonly people: readonly RungPerson[] };

async function loadRings(
  database: Database,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, StoredRing[]>> {
  const rings = await database
    .selectFrom("call_rings")
    .select([
      "call_id as callId",
      "ring_id as ringId",
      "sender",
      "sent_at as sentAt",
      "ends_at as endsAt",
      "intent",
    ])
    .where("call_id", "in", callIds)
    .$narrowType<{ callId: string }>()
    .orderBy("sent_at")
    .orderBy("ring_id")
    .execute();
  const people = await database
    .selectFrom("call_ring_people as person")
    .innerJoin("call_rings as ring", "ring.ring_id", "person.ring_id")
    .select([
      "person.ring_id as callId",
      "person.user_id as userId",
      "person.declined_at as declinedAt",
    ])
    .where("ring.call_id", "in", callIds)
    .orderBy("person.user_id")
    .execute();
  const peopleOf = group(people);
  return group(rings.map((ring) => ({ ...ring, people: peopleOf.get(ring.ringId) ?? [] })));
}

/** By `callId`, which is left out. */
function group<T extends { readonly callId: string }>(
  rows: readonly T[],
): ReadonlyMap<string, Omit<T, "callId">[]> {
  const groups = new Map<string, Omit<T, "callId">[]>();
  for (const { callId, ...rest } of rows) {
    const found = groups.get(callId);
    if (found === undefined) groups.set(callId, [rest]);
    else found.push(rest);
  }
  return groups;
}
