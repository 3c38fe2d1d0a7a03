import type { DatabaseSync } from "node:sqlite";
import type { ServerConfig } from "@confab/protocol";
import type { JsonClient } from "../http/jsonClient.ts";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import type { HealthProbes } from "./healthCheck.ts";
import { stunProbe } from "./stunProbe.ts";

const timeoutMs = 2_000;

export function createProbes(deps: {
  readonly homeserver: JsonClient;
  readonly rooms: SfuRooms;
  readonly turn: ServerConfig["turn"];
  readonly database: DatabaseSync;
  readonly randomBytes: (count: number) => Uint8Array;
}): HealthProbes {
  const { homeserver, rooms, turn, database, randomBytes } = deps;
  return {
    async homeserver() {
      const path = "/_matrix/client/versions";
      const { status } = await homeserver.request({ method: "GET", path, timeoutMs });
      if (status !== 200) throw new Error(`status ${status}`);
    },
    sfu: () => rooms.probe(),
    turn: turn === null ? undefined : () => stunProbe(turn, randomBytes(12), timeoutMs),
    async storage() {
      database.prepare("SELECT 1").get();
    },
  };
}
