import { type CallRecord, legacySlotId, type RecordQuery, sfuRoomName } from "@confab/protocol";
import { onTestFinished } from "vitest";
import type { CallRoom } from "../calls/callIndex.ts";
import { createRecordReader } from "../records/recordReader.ts";
import { createRecords, type Records } from "../records/createRecords.ts";
import type { SfuEvent, SfuLeaveReason } from "../sfu/sfuEvents.ts";
import type { SfuTrackSource } from "../sfu/sfuRooms.ts";
import { backendUnderTest, type BackendUnderTest } from "./backendUnderTest.ts";

/** The records of calls between a fake homeserver and a fake SFU, on the database of this lane. */
export interface RecordsUnderTest {
  readonly backend: BackendUnderTest;
  readonly records: Records;
  /** Gives the users tokens for the room's call. Returns its name at the SFU. */
  admit(roomId: string, ...users: readonly string[]): Promise<string>;
  /** Events as the SFU sends them, one after the other. */
  happen(...events: readonly SfuEvent[]): Promise<void>;
  calls(roomId: string, query?: RecordQuery, ofUser?: string): Promise<readonly CallRecord[]>;
}

export const deviceOf = (userId: string) => `DEVICE-OF-${userId.slice(1, 2).toUpperCase()}`;
export const identityOf = (userId: string) => `${userId}:${deviceOf(userId)}`;

export async function recordsUnderTest(
  options?: Parameters<typeof backendUnderTest>[0],
): Promise<RecordsUnderTest> {
  const backend = await backendUnderTest(options);
  const records = createRecords(backend);
  onTestFinished(() => records.stop());
  const reader = createRecordReader(backend.database, backend.clock);
  return {
    backend,
    records,
    async admit(roomId, ...users) {
      const room: CallRoom = {
        name: sfuRoomName(roomId, legacySlotId),
        roomId,
        slotId: legacySlotId,
      };
      for (const userId of users) {
        const identity = identityOf(userId);
        await backend.calls.remember(room, { identity, userId, deviceId: deviceOf(userId) });
      }
      return room.name;
    },
    async happen(...events) {
      for (const event of events) await backend.sfuEvents.publish(event);
    },
    async calls(roomId, query = {}, ofUser) {
      const { calls } = await reader.page({
        rooms: [roomId],
        query,
        limit: 100,
        ...(ofUser === undefined ? {} : { ofUser }),
      });
      return calls;
    },
  };
}

/** What the SFU tells of one life of a room. `at` counts milliseconds from `base`. */
export function sfuLife(room: string, roomSid: string, base: number) {
  const inRoom = (at: number) => ({ room, roomSid, at: base + at });
  const of = (userId: string, at: number) => ({
    ...inRoom(at),
    identity: identityOf(userId),
    participantSid: `PA-${roomSid}-${userId}`,
  });
  return {
    started: (at: number): SfuEvent => ({ kind: "room-started", ...inRoom(at) }),
    finished: (at: number): SfuEvent => ({ kind: "room-finished", ...inRoom(at) }),
    joined: (userId: string, at: number): SfuEvent => ({
      kind: "participant-joined",
      ...of(userId, at),
    }),
    left: (userId: string, at: number, reason: SfuLeaveReason = "left") => ({
      kind: "participant-left" as const,
      reason,
      ...of(userId, at),
    }),
    published: (userId: string, at: number, source: SfuTrackSource): SfuEvent => ({
      kind: "track-published",
      source,
      ...of(userId, at),
    }),
  };
}
