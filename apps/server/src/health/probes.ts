import type { ServerConfig } from "@confab/protocol";
import type { JsonClient } from "../http/jsonClient.ts";
import { sql } from "kysely";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import type { HealthProbes } from "./healthCheck.ts";
import type { Database } from "../storage/database.ts";
import { stunProbe } from "./stunProbe.ts";

const timeoutMs = 2_000;

export function createProbes(deps: {
  readonly homeserver: JsonClient | undefined;
  readonly rooms: SfuRooms;
  readonly turn: ServerConfig["turn"];
  readonly database: Database;
  readonly randomBytes: (count: number) => Uint8Array;
}): HealthProbes {
  const { homeserver, rooms, turn, database, randomBytes } = deps;
  return {
    homeserver: homeserver === undefined ? undefined : () => probeHomeserver(homeserver),
    sfu: () => rooms.probe(),
    turn: turn === null ? undefined : () => stunProbe(turn, randomBytes(12), timeoutMs),
    async storage() {
      await sql`SELECT 1`.execute(database);
    },
  };
}

async function probeHomeserver(homeserver: JsonClient): Promise<void> {
  const path = "/_matrix/client/versions";
  const { status } = await homeserver.request({ method: "GET", path, timeoutMs });
  if (status !== 200) throw new Error(`status ${status}`);
}
