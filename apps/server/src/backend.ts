import type { ServerConfig } from "@confab/protocol";
import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import type { OpenIdVerifier } from "./authorisation/openId/openIdVerifier.ts";
import type { CallIndex } from "./calls/callIndex.ts";
import type { AppServiceApi } from "./homeserver/appServiceApi.ts";
import type { ClientApi } from "./homeserver/clientApi.ts";
import type { SfuEvents } from "./sfu/sfuEvents.ts";
import type { SfuRooms } from "./sfu/sfuRooms.ts";
import type { Database } from "./storage/database.ts";
import type { Clock } from "./time/clock.ts";

/** What the parts of the backend have in common. */
export interface Backend {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly sfu: SfuRooms;
  readonly sfuEvents: SfuEvents;
  readonly calls: CallIndex;
  readonly openId: OpenIdVerifier;
  /** Our own homeserver, as its application service. Undefined when we are none. */
  readonly appService: AppServiceApi | undefined;
  /** The client-server API of any homeserver. */
  readonly clientApi: ClientApi;
  /** Where counters and gauges are made, for `/metrics`. */
  readonly metrics: Registry;
}

/** A part of the backend that works in the background: it starts when the server listens and ends when it is closed. */
export interface BackgroundWork {
  start(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}
