import type { SfuTrackSource } from "./sfuRooms.ts";

interface InRoom {
  /** The SFU's name of the room. */
  readonly room: string;
  /** The SFU's id of this room's life. */
  readonly roomSid: string;
  /** When it happened, by the SFU's clock. Milliseconds since the Unix epoch. */
  readonly at: number;
}

interface OfParticipant extends InRoom {
  readonly identity: string;
  /** The SFU's id of this connection. */
  readonly participantSid: string;
}

/** Why a connection to the SFU ended. */
export type SfuLeaveReason =
  /** The client said goodbye. */
  | "left"
  /** The connection broke. */
  | "lost"
  /** By this server: kicked, or removed by a moderator. */
  | "removed"
  /** The room was ended for everybody. */
  | "room-ended"
  /** The same device joined again. */
  | "replaced"
  /** The SFU was shut down. */
  | "sfu-stopped"
  | "unknown";

/** What the SFU tells about its rooms (LiveKit webhooks). */
export type SfuEvent =
  | (InRoom & { readonly kind: "room-started" })
  | (InRoom & { readonly kind: "room-finished" })
  | (OfParticipant & { readonly kind: "participant-joined" })
  | (OfParticipant & {
      readonly kind: "participant-left";
      readonly reason: SfuLeaveReason;
      /** When the connection began. Missing when it never came about. Milliseconds since the Unix epoch. */
      readonly joinedAt?: number;
    })
  | (OfParticipant & {
      readonly kind: "track-published" | "track-unpublished";
      readonly source: SfuTrackSource;
    });

/** Must bear to hear the same event twice, and events out of order. */
export type SfuEventListener = (event: SfuEvent) => Promise<void>;

/** Where the webhook puts events and the rest of the server hears of them. */
export interface SfuEvents {
  /** Returns the function that ends it. */
  subscribe(listener: SfuEventListener): () => void;
  /** Resolves when all listeners are done with the event; rejects when one failed, after all have tried. */
  publish(event: SfuEvent): Promise<void>;
}

export function createSfuEvents(): SfuEvents {
  const listeners = new Set<SfuEventListener>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async publish(event) {
      const results = await Promise.allSettled([...listeners].map((listener) => listener(event)));
      const failure = results.find((result) => result.status === "rejected");
      if (failure !== undefined) throw failure.reason;
    },
  };
}
