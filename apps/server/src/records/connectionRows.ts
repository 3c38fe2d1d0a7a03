import { type Connection, leaveProof, mergeConnections } from "./connection.ts";
import type { Life } from "./lives.ts";
import type { RecordTables } from "./recordTables.ts";
import type { SlotTransaction } from "./slotTransaction.ts";

/** What is known of a connection, and whose it is. */
export interface ConnectionSign {
  readonly participantSid: string;
  /** Undefined for somebody who got no token from us. */
  readonly user: { readonly userId: string; readonly deviceId: string } | undefined;
  readonly connection: Connection;
}

/** A statement has only so many parameters. */
const refreshedAtOnce = 500;

type Row = RecordTables["call_participations"];

/** Adds what is known of a connection to its row. Returns whether it was not known to have come about. */
export async function writeConnection(
  transaction: SlotTransaction,
  life: Life,
  { participantSid, user, connection }: ConnectionSign,
): Promise<{ readonly joined: boolean }> {
  const row = await transaction
    .selectFrom("call_participations")
    .selectAll()
    .where("participant_sid", "=", participantSid)
    .executeTakeFirst();
  const before = row === undefined ? undefined : toConnection(row);
  const after = endWithLife(
    before === undefined ? connection : mergeConnections(before, connection),
    life,
  );
  const known = {
    joined_at: after.joinedAt,
    seen_at: after.seenAt,
    left_at: after.leave?.at ?? null,
    left_reason: after.leave?.reason ?? null,
    left_proof: after.leave?.proof ?? leaveProof.none,
  };
  await transaction
    .insertInto("call_participations")
    .values({
      participant_sid: participantSid,
      call_id: life.callId,
      room_sid: life.roomSid,
      user_id: user?.userId ?? null,
      device_id: user?.deviceId ?? null,
      ...known,
    })
    .onConflict((conflict) => conflict.column("participant_sid").doUpdateSet(known))
    .execute();
  return { joined: (before?.joinedAt ?? null) === null && after.joinedAt !== null };
}

/**
 * Notes that connections are still there. Returns those whose rows say so now; of the others there is no row, or it
 * says that they have left.
 */
export async function refreshConnections(
  transaction: SlotTransaction,
  roomSid: string,
  present: readonly { readonly participantSid: string }[],
  seenAt: number,
): Promise<ReadonlySet<string>> {
  const open = await transaction
    .selectFrom("call_participations")
    .select("participant_sid")
    .where("room_sid", "=", roomSid)
    .where("left_at", "is", null)
    .execute();
  const openSids = new Set(open.map((row) => row.participant_sid));
  const known = present
    .map(({ participantSid }) => participantSid)
    .filter((participantSid) => openSids.has(participantSid));
  for (let from = 0; from < known.length; from += refreshedAtOnce) {
    await transaction
      .updateTable("call_participations")
      .set({ seen_at: seenAt })
      .where("participant_sid", "in", known.slice(from, from + refreshedAtOnce))
      .where("seen_at", "<", seenAt)
      .execute();
  }
  return new Set(known);
}

/** Nobody is in a room that is over. */
function endWithLife(connection: Connection, life: Life): Connection {
  if (connection.leave !== undefined || life.finishedAt === null) return connection;
  return {
    ...connection,
    leave: life.finishReported
      ? { at: life.finishedAt, reason: "unknown", proof: leaveProof.roomFinished }
      : { at: connection.seenAt, reason: "not-observed", proof: leaveProof.absence },
  };
}

function toConnection(row: Row): Connection {
  return {
    joinedAt: row.joined_at,
    seenAt: row.seen_at,
    leave:
      row.left_at === null || row.left_reason === null
        ? undefined
        : { at: row.left_at, reason: row.left_reason, proof: row.left_proof },
  };
}
