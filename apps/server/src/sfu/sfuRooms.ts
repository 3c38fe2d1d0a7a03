import { RoomServiceClient } from "livekit-server-sdk";
import type { ServerConfig } from "@confab/protocol";

/** The part of the SFU's room service that this server uses. */
export interface SfuRooms {
  /** Makes the room when it is missing. Rejects when the SFU does not answer or refuses our key. */
  create(name: string): Promise<void>;
  /** Resolves when the SFU answers and accepts our key. */
  probe(): Promise<void>;
}

/** Seconds after which an empty room ends: before anybody came, and after the last one left. */
const emptyTimeout = 300;
const departureTimeout = 20;

export function createLivekitRooms(sfu: ServerConfig["sfu"]): SfuRooms {
  const options = { requestTimeout: 10, failover: false };
  const client = new RoomServiceClient(sfu.url, sfu.apiKey, sfu.apiSecret, options);
  return {
    async create(name) {
      // maxParticipants 0: as many as the SFU allows.
      await client.createRoom({ name, emptyTimeout, departureTimeout, maxParticipants: 0 });
    },
    async probe() {
      // A room that nobody has: the cheapest question that needs the key.
      await client.listRooms(["confab-health"]);
    },
  };
}
