import type { CallRecord } from "@confab/protocol";
import { sql } from "kysely";
import type { RecordedLeaveReason } from "./connection.ts";
import type { SlotTransaction } from "./slotTransaction.ts";

/** A call that was found to be over. */
export interface EndedCall {
  readonly kind: CallRecord["kind"];
  readonly durationMs: number;
}

/**
 * Works out anew what a call's row says of its lives and connections: from the first one who joined to the last one
 * who left, since the SFU's room is there before and after. Returns the call when this ended it.
 */
export async function summariseCall(
  transaction: SlotTransaction,
  callId: string,
): Promise<EndedCall | undefined> {
  const record = await transaction
    .selectFrom("call_records")
    .select(["room_name", "video", "started_at", "ended_at"])
    .where("call_id", "=", callId)
    .executeTakeFirstOrThrow();
  const { startedAt } = await transaction
    .selectFrom("call_participations")
    .select((column) => column.fn.min("joined_at").as("startedAt"))
    .where("call_id", "=", callId)
    .executeTakeFirstOrThrow();
  const end =
    startedAt === null || (await isGoingOn(transaction, callId))
      ? undefined
      : await lastLeave(transaction, callId);
  await transaction
    .updateTable("call_records")
    .set({
      started_at: startedAt,
      ended_at: end?.at ?? null,
      end_reason: end === undefined ? null : toEndReason(end.reason),
    })
    .where("call_id", "=", callId)
    .execute();
  if (startedAt !== null && startedAt !== record.started_at) {
    await takeRings(transaction, { callId, roomName: record.room_name, startedAt });
  }
  if (startedAt === null || end === undefined || record.ended_at !== null) return undefined;
  return { kind: record.video === 1 ? "video" : "voice", durationMs: end.at - startedAt };
}

async function isGoingOn(transaction: SlotTransaction, callId: string): Promise<boolean> {
  const open = await transaction
    .selectFrom("call_lives")
    .select("room_sid")
    .where("call_id", "=", callId)
    .where("finished_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

async function lastLeave(
  transaction: SlotTransaction,
  callId: string,
): Promise<{ readonly at: number; readonly reason: RecordedLeaveReason } | undefined> {
  const row = await transaction
    .selectFrom("call_participations")
    .select(["left_reason", leftAfterJoining.as("at")])
    .where("call_id", "=", callId)
    .where("joined_at", "is not", null)
    .where("left_at", "is not", null)
    .orderBy("at", "desc")
    .orderBy("left_reason")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { at: row.at, reason: row.left_reason ?? "unknown" };
}

/** The SFU tells times in whole seconds at times, which would have people leave before they come. */
export const leftAfterJoining = sql<number>`case when left_at < joined_at then joined_at else left_at end`;

function toEndReason(reason: RecordedLeaveReason): CallRecord["endReason"] {
  switch (reason) {
    case "room-ended":
      return "ended-for-all";
    case "sfu-stopped":
    case "not-observed":
      return reason;
    default:
      return "everyone-left";
  }
}

/** Who was rung before the first one had joined was rung for this call. */
async function takeRings(
  transaction: SlotTransaction,
  call: { readonly callId: string; readonly roomName: string; readonly startedAt: number },
): Promise<void> {
  await transaction
    .updateTable("call_rings")
    .set({ call_id: call.callId })
    .where("room_name", "=", call.roomName)
    .where("call_id", "is", null)
    .where("ends_at", ">=", call.startedAt)
    .execute();
}
