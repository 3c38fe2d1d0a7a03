import type { CallIndex } from "../calls/callIndex.ts";
import type { SfuEvent, SfuEventListener } from "../sfu/sfuEvents.ts";
import type { SfuTrackSource } from "../sfu/sfuRooms.ts";
import type { CallStore, ReportedSign } from "./callStore.ts";
import { type Connection, leaveProof } from "./connection.ts";
import type { RecordMetrics } from "./recordMetrics.ts";

export interface CallRecorderDeps {
  readonly calls: CallIndex;
  readonly store: CallStore;
  readonly metrics: RecordMetrics;
}

/** Writes down what the SFU tells of calls. Rejects when the database does, so that the SFU tells it again. */
export function createCallRecorder({ calls, store, metrics }: CallRecorderDeps): SfuEventListener {
  return async (event) => {
    const room = await calls.room(event.room);
    // A room that nobody got a token for from us is none of our calls.
    if (room === undefined) return;
    const connection = toConnection(event);
    const life = {
      roomSid: event.roomSid,
      beganAt: event.at,
      seenAt: event.at,
      inUse: connection !== undefined && connection.leave === undefined,
    };
    const sign: ReportedSign = {
      life,
      ...(connection === undefined || !("identity" in event)
        ? {}
        : {
            connection: {
              participantSid: event.participantSid,
              user: await calls.whoIs(event.room, event.identity),
              connection,
            },
          }),
      video: "source" in event && isVideo(event.source),
      ...(event.kind === "room-finished" ? { finishedAt: event.at } : {}),
    };
    const ended = await store.report(room, sign);
    if (ended !== undefined) metrics.ended(ended);
  };
}

export function isVideo(source: SfuTrackSource): boolean {
  return source === "camera" || source === "screen";
}

function toConnection(event: SfuEvent): Connection | undefined {
  switch (event.kind) {
    case "room-started":
    case "room-finished":
      return undefined;
    case "participant-left":
      return {
        joinedAt: event.joinedAt ?? null,
        seenAt: event.at,
        leave: { at: event.at, reason: event.reason, proof: leaveProof.reported },
      };
    default:
      return { joinedAt: event.at, seenAt: event.at, leave: undefined };
  }
}
