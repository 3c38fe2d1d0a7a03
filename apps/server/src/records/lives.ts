import { sql } from "kysely";
import type { CallRoom } from "../calls/callIndex.ts";
import { leaveProof } from "./connection.ts";
import type { SlotTransaction } from "./slotTransaction.ts";

/** One life of a room at the SFU. */
export interface Life {
  readonly roomSid: string;
  readonly callId: string;
  readonly finishedAt: number | null;
  readonly finishReported: boolean;
}

export interface LifeSign {
  readonly roomSid: string;
  /** The earliest time at which it is known to have been there. */
  readonly beganAt: number;
  readonly seenAt: number;
  /** Somebody was in the room then, and stayed. */
  readonly inUse: boolean;
}

/** So long may nobody have seen a call that was cut off for the next one of its slot to be the same call. */
const longestGapMs = 90_000;

/**
 * The life that a sign is of, and its call; both are made when they are new. Undefined when the call's record was
 * deleted.
 */
export async function findOrBeginLife(
  transaction: SlotTransaction,
  room: CallRoom,
  sign: LifeSign,
  newCallId: () => string,
): Promise<Life | undefined> {
  const found = await transaction
    .selectFrom("call_lives")
    .selectAll()
    .where("room_sid", "=", sign.roomSid)
    .executeTakeFirst();
  if (found !== undefined) {
    if (found.call_id === null) return undefined;
    const seenAt = Math.max(found.seen_at, sign.seenAt);
    const isRefuted =
      found.finish_reported === 0 && found.finished_at !== null && found.finished_at < seenAt;
    const later = sign.inUse ? null : seenAt;
    const finishedAt = isRefuted ? later : found.finished_at;
    await transaction
      .updateTable("call_lives")
      .set({
        began_at: Math.min(found.began_at, sign.beganAt),
        seen_at: seenAt,
        finished_at: finishedAt,
      })
      .where("room_sid", "=", sign.roomSid)
      .execute();
    return {
      roomSid: sign.roomSid,
      callId: found.call_id,
      finishedAt,
      finishReported: found.finish_reported === 1,
    };
  }
  const callId =
    (await continuedCall(transaction, room.name, sign.beganAt)) ??
    (await beginCall(transaction, room, newCallId()));
  await transaction
    .insertInto("call_lives")
    .values({
      room_sid: sign.roomSid,
      call_id: callId,
      began_at: sign.beganAt,
      seen_at: sign.seenAt,
      finished_at: null,
      finish_reported: 0,
    })
    .execute();
  return { roomSid: sign.roomSid, callId, finishedAt: null, finishReported: false };
}

async function beginCall(
  transaction: SlotTransaction,
  room: CallRoom,
  callId: string,
): Promise<string> {
  await transaction
    .insertInto("call_records")
    .values({
      call_id: callId,
      room_name: room.name,
      room_id: room.roomId,
      slot_id: room.slotId,
      video: 0,
      started_at: null,
      ended_at: null,
      end_reason: null,
    })
    .execute();
  return callId;
}

/** The slot's last call, when it was cut off so shortly before that this must be its people coming back. */
async function continuedCall(
  transaction: SlotTransaction,
  roomName: string,
  beganAt: number,
): Promise<string | undefined> {
  const last = await transaction
    .selectFrom("call_lives as life")
    .innerJoin("call_records as record", "record.call_id", "life.call_id")
    .select(["life.room_sid", "record.call_id", "life.seen_at", "life.finished_at"])
    .where("record.room_name", "=", roomName)
    .orderBy("life.began_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined || Math.abs(beganAt - last.seen_at) > longestGapMs) return undefined;
  const ending = await transaction
    .selectFrom("call_participations")
    .select(["left_at", "left_reason"])
    .where("room_sid", "=", last.room_sid)
    .where("joined_at", "is not", null)
    .orderBy(sql`coalesce(left_at, ${Number.MAX_SAFE_INTEGER})`, "desc")
    .limit(1)
    .executeTakeFirst();
  const wasCutOff =
    ending !== undefined &&
    (ending.left_at === null ||
      ending.left_reason === "sfu-stopped" ||
      ending.left_reason === "not-observed");
  if (!wasCutOff) return undefined;
  // The SFU has one life of a room at a time.
  if (last.finished_at === null) {
    await finishLife(transaction, last.room_sid, { at: last.seen_at, reported: false });
  }
  return last.call_id;
}

/** Ends a life, and every connection of it of whose end nobody told. */
export async function finishLife(
  transaction: SlotTransaction,
  roomSid: string,
  { at, reported }: { readonly at: number; readonly reported: boolean },
): Promise<void> {
  await transaction
    .updateTable("call_lives")
    .set({ finished_at: at, finish_reported: reported ? 1 : 0 })
    .where("room_sid", "=", roomSid)
    .execute();
  if (reported) {
    await transaction
      .updateTable("call_participations")
      .set({ left_at: at, left_reason: "unknown", left_proof: leaveProof.roomFinished })
      .where("room_sid", "=", roomSid)
      .where((where) =>
        where.or([where("left_at", "is", null), where("left_proof", "=", leaveProof.roomFinished)]),
      )
      .execute();
    return;
  }
  await transaction
    .updateTable("call_participations")
    .set((column) => ({
      left_at: column.ref("seen_at"),
      left_reason: "not-observed" as const,
      left_proof: leaveProof.absence,
    }))
    .where("room_sid", "=", roomSid)
    .where("left_at", "is", null)
    .execute();
}
