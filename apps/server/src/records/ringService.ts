import { createHash } from "node:crypto";
import { type PushedEvent, parseRingEvent, type Ring, sfuRoomName } from "@confab/protocol";
import type { AppServiceApi } from "../homeserver/appServiceApi.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Clock } from "../time/clock.ts";
import type { RingStore } from "./ringStore.ts";

export interface RingServiceDeps {
  readonly store: RingStore;
  readonly appService: AppServiceApi | undefined;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Rings people for a call: because a client says so, or because the homeserver pushed the event that did. */
export interface RingService {
  /**
   * Returns the ring's id: the same for the same Matrix event. The sender must be joined. Rejects with `MatrixError`
   * 502 when the homeserver does not say who is in the room, and 400 when nobody is left to ring, or too many are.
   */
  ring(roomId: string, sender: string, ring: Ring): Promise<string>;
  /** `ring`: its id or that of its Matrix event. Rejects with `MatrixError` 404 when the person was not rung. */
  decline(roomId: string, userId: string, ring: string): Promise<void>;
  /** Every event that the homeserver pushes; what is not about ringing is nothing here. */
  hear(event: PushedEvent): Promise<void>;
}

/** In larger rooms nobody is rung; the record of who did not pick up would say nothing. */
const mostPeople = 250;

export function createRingService(deps: RingServiceDeps): RingService {
  const { store, appService, clock, randomBytes } = deps;

  async function add(roomId: string, sender: string, ring: Ring, sentAt: number): Promise<string> {
    const members = (await appService?.joinedMembers(roomId)) ?? { known: false };
    if (!members.known) {
      throw new MatrixError(502, "M_UNKNOWN", "The homeserver does not say who is in the room");
    }
    const wanted = ring.people === "room" ? [...members.value] : [...new Set(ring.people)];
    const people = wanted.filter((userId) => userId !== sender && members.value.has(userId));
    if (people.length === 0) {
      throw new MatrixError(400, "M_BAD_JSON", "Nobody of these is in the room");
    }
    if (people.length > mostPeople) {
      throw new MatrixError(
        400,
        "M_BAD_JSON",
        `No more than ${mostPeople} people are rung at once`,
      );
    }
    const ringId = ringIdOf(roomId, sender, ring.notificationEventId);
    const { slotId, notificationEventId, intent } = ring;
    const call = { name: sfuRoomName(roomId, slotId), roomId, slotId };
    const endsAt = sentAt + ring.lifetimeMs;
    await store.add(call, { ringId, sender, notificationEventId, intent, sentAt, endsAt, people });
    return ringId;
  }

  /** Told by client and homeserver, it is one ring; and nobody can take the event of another as theirs. */
  function ringIdOf(roomId: string, sender: string, eventId: string | undefined): string {
    const bytes =
      eventId === undefined
        ? Buffer.from(randomBytes(16))
        : createHash("sha256")
            .update(JSON.stringify([roomId, sender, eventId]))
            .digest();
    return bytes.subarray(0, 16).toString("hex");
  }

  return {
    ring: (roomId, sender, ring) => add(roomId, sender, ring, clock.now()),
    async decline(roomId, userId, ring) {
      if (await store.decline(roomId, ring, userId, clock.now())) return;
      throw new MatrixError(404, "M_NOT_FOUND", "Nobody rings you with this in the room");
    },
    async hear(event) {
      const read = parseRingEvent(event);
      if (read === undefined) return;
      // The sender's server may claim any time; the future would keep it ringing.
      const at = Math.min(Math.max(Math.trunc(event.originServerTs), 0), clock.now());
      if (read.kind === "decline") {
        await store.decline(event.roomId, read.notificationEventId, event.sender, at);
        return;
      }
      await add(event.roomId, event.sender, read.ring, at).catch((error: unknown) => {
        // What nobody can be told about is not recorded.
        if (!(error instanceof MatrixError) || error.status >= 500) throw error;
      });
    },
  };
}
