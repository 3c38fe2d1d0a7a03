import type { BackgroundTasks } from "../background/backgroundTasks.ts";
import type { CallIndex } from "../calls/callIndex.ts";
import { inParallel } from "../background/inParallel.ts";
import type { SfuRoom, SfuRooms } from "../sfu/sfuRooms.ts";
import type { Clock } from "../time/clock.ts";
import { createRepeatedWork, type RepeatedWork } from "../background/repeatedWork.ts";
import { isVideo } from "./callRecorder.ts";
import type { CallStore } from "./callStore.ts";
import type { RecordMetrics } from "./recordMetrics.ts";

export interface ReconcilerDeps {
  readonly sfu: Pick<SfuRooms, "list" | "participants">;
  readonly calls: CallIndex;
  readonly store: CallStore;
  readonly metrics: RecordMetrics;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly log: { warn(data: object, message: string): void };
}

/** As coarse as the times of what no event told. */
const intervalMs = 30_000;
/** Who was seen this shortly before is not missed yet: an event may have been quicker than the answer, and clocks differ. */
const graceMs = 1_000;
/** Rooms that the SFU is asked about at the same time. */
const atOnce = 8;

/**
 * Compares the records of calls that go on with the SFU, at start and then every 30 seconds: an outage of ours loses
 * events, since the SFU repeats them for a short time only. Several replicas may do it at the same time. While the SFU
 * does not answer, nothing changes.
 */
export function createReconciler(deps: ReconcilerDeps): RepeatedWork {
  const { sfu, calls, store, metrics, clock, log, tasks } = deps;

  async function compare(signal: AbortSignal): Promise<void> {
    const askedAt = clock.now();
    const open = await store.openLives();
    const rooms = await sfu.list();
    await inParallel(rooms, atOnce, async (room) => {
      if (!signal.aborted) await lookInto(room);
    });
    const sids = new Set(rooms.map(({ sid }) => sid));
    for (const life of open) {
      if (signal.aborted) return;
      if (sids.has(life.roomSid) || life.seenAt >= askedAt - graceMs) continue;
      const ended = await store.lose(life);
      if (ended === undefined) continue;
      metrics.gaps({ joins: 0, leaves: 0, ends: 1 });
      metrics.ended(ended);
    }
  }

  async function lookInto(sfuRoom: SfuRoom): Promise<void> {
    const room = await calls.room(sfuRoom.name);
    if (room === undefined) return;
    const askedAt = clock.now();
    try {
      const participants = await sfu.participants(sfuRoom.name);
      const identities = await calls.identitiesOf(sfuRoom.name);
      const users = new Map(identities.map((one) => [one.identity, one]));
      const gaps = await store.sight(room, {
        roomSid: sfuRoom.sid,
        createdAt: sfuRoom.createdAt,
        seenAt: askedAt,
        present: participants.map(({ sid, identity, joinedAt }) => ({
          participantSid: sid,
          user: users.get(identity),
          connection: { joinedAt, seenAt: askedAt, leave: undefined },
        })),
        video: participants.some(({ tracks }) => tracks.some(({ source }) => isVideo(source))),
        missedBefore: askedAt - graceMs,
      });
      metrics.gaps({ ...gaps, ends: 0 });
    } catch (error) {
      log.warn({ err: error, roomId: room.roomId }, "a call's record could not be compared");
    }
  }

  return createRepeatedWork(
    { clock, tasks },
    {
      everyMs: intervalMs,
      work: compare,
      complaint: "the records of calls could not be compared with the SFU",
    },
  );
}
