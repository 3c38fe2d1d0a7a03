import { randomBytes } from "node:crypto";
import { parseServerConfig, type ServerConfigInput } from "@confab/protocol";
import Fastify from "fastify";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";
import type { Backend } from "../backend.ts";
import { createCallIndex } from "../calls/callIndex.ts";
import { createAppServiceApi } from "../homeserver/createAppServiceApi.ts";
import { createJsonClient } from "../http/jsonClient.ts";
import { createAccessTokenSigner } from "../sfu/accessToken.ts";
import { createSfuEvents } from "../sfu/sfuEvents.ts";
import { createLivekitRooms } from "../sfu/sfuRooms.ts";
import { systemClock } from "../time/clock.ts";
import { databaseUnderTest } from "./databaseUnderTest.ts";

/** The running stack: where its parts are, and what lets us in. */
export interface RealStack {
  readonly origin: string;
  readonly serverName: string;
  readonly homeserverUrl: string;
  readonly sfuUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly asToken: string;
}

/**
 * A backend of the test's own beside the stack's homeserver and SFU, of whose calls the stack's own server knows
 * nothing: nothing is pushed to it, and no webhook comes.
 */
export async function realBackend(
  stack: RealStack,
  options: {
    readonly membership?: ServerConfigInput["membership"];
    readonly homeserverUrl?: string;
  } = {},
): Promise<Backend> {
  const { apiKey, apiSecret, asToken, serverName } = stack;
  const homeserverUrl = options.homeserverUrl ?? stack.homeserverUrl;
  const parsed = parseServerConfig({
    bind: { host: "127.0.0.1", port: 1 },
    publicUrl: stack.origin,
    serverName,
    homeserver: { url: homeserverUrl, asToken, hsToken: "none" },
    sfu: { url: stack.sfuUrl, apiKey, apiSecret },
    turn: null,
    fullAccessHomeservers: [serverName],
    allowedNetworks: [],
    guests: { enabled: false, perAddressPerHour: 1, lifetimeMs: 86_400_000 },
    membership: options.membership ?? {},
    logLevel: "silent",
  });
  if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
  const { config } = parsed;
  const [homeserver, sfu] = [homeserverUrl, stack.sfuUrl].map((url) => {
    const client = createJsonClient(url);
    onTestFinished(() => client.close());
    return client;
  });
  if (homeserver === undefined || sfu === undefined) throw new Error("two clients were expected");
  const clock = systemClock;
  const { log } = Fastify({ logger: { level: "silent" } });
  const database = await databaseUnderTest();
  const nobody = () => Promise.reject(new Error("no other homeserver in this test"));
  return {
    config,
    clock,
    randomBytes,
    log,
    database,
    sfu: createLivekitRooms(sfu, createAccessTokenSigner(config.sfu, clock)),
    sfuEvents: createSfuEvents(),
    calls: createCallIndex(database, clock),
    openId: { verify: nobody },
    appService: createAppServiceApi({
      homeserver,
      asToken,
      serverName,
      check: config.membership.check,
      clock,
      log,
    }),
    clientApi: { locate: nobody, request: nobody },
    metrics: new Registry(),
  };
}
