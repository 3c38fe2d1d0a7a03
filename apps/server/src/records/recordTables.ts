import type { CallRecord } from "@confab/protocol";
import type { LeaveProof, RecordedLeaveReason } from "./connection.ts";

/** Calls, and who was rung for them. What is null is not known (yet). */
export interface RecordTables {
  /** One row for each slot that ever had a call: whoever writes its records holds the lock of the row. */
  readonly call_slots: { room_name: string };
  readonly call_records: {
    call_id: string;
    /** The SFU's name of the slot. */
    room_name: string;
    room_id: string;
    slot_id: string;
    video: number;
    /** Null while nobody has joined: then there is no call to show. */
    started_at: number | null;
    ended_at: number | null;
    end_reason: CallRecord["endReason"];
  };
  /** The lives of rooms at the SFU of which calls consist: one, or more when the SFU failed in between. */
  readonly call_lives: {
    room_sid: string;
    /** Null once the record is deleted: what comes in late must not bring it back. */
    call_id: string | null;
    began_at: number;
    seen_at: number;
    finished_at: number | null;
    /** Whether the SFU said so, or it was found out. */
    finish_reported: number;
  };
  readonly call_participations: {
    participant_sid: string;
    call_id: string;
    room_sid: string;
    user_id: string | null;
    device_id: string | null;
    joined_at: number | null;
    seen_at: number;
    left_at: number | null;
    left_reason: RecordedLeaveReason | null;
    left_proof: LeaveProof;
  };
  readonly call_rings: {
    ring_id: string;
    /** Null while there is no call that it could be for. */
    call_id: string | null;
    room_name: string;
    room_id: string;
    sender: string;
    notification_event_id: string | null;
    intent: CallRecord["kind"] | null;
    sent_at: number;
    ends_at: number;
  };
  readonly call_ring_people: {
    ring_id: string;
    user_id: string;
    declined_at: number | null;
  };
}
