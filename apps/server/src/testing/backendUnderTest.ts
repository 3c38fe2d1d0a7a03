import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { parseServerConfig, type ServerConfig, type ServerConfigInput } from "@confab/protocol";
import Fastify from "fastify";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";
import type { Backend } from "../backend.ts";
import { createCallIndex } from "../calls/callIndex.ts";
import { createAppServiceApi } from "../homeserver/createAppServiceApi.ts";
import { createJsonClient } from "../http/jsonClient.ts";
import { createSfuEvents } from "../sfu/sfuEvents.ts";
import { createAccessTokenSigner } from "../sfu/accessToken.ts";
import { createLivekitRooms } from "../sfu/sfuRooms.ts";
import type { Database } from "../storage/database.ts";
import { databaseUnderTest } from "./databaseUnderTest.ts";
import { type FakeHomeserver, startFakeHomeserver } from "./fakeHomeserver.ts";
import { type FakeSfu, startFakeSfu } from "./fakeSfu.ts";
import { createManualClock, type ManualClock } from "./manualClock.ts";

export interface BackendUnderTest extends Backend {
  readonly clock: ManualClock;
  readonly fakeHomeserver: FakeHomeserver;
  readonly fakeSfu: FakeSfu;
  /** The log so far, one JSON line after the other. */
  readonly logged: () => string;
}

export const testKeys = { asToken: "as-token", hsToken: "hs-token", apiSecret: "sfu-secret" };
const testServerName = "example.com";

/** What all parts of the server share, between a fake homeserver and a fake SFU, with a clock that the test moves. */
export async function backendUnderTest(
  options: {
    readonly config?: Partial<ServerConfigInput>;
    /** Further replicas share what the first one has. */
    readonly sharedWith?: BackendUnderTest;
    readonly database?: Database;
    /** The server is nobody's application service. */
    readonly withoutHomeserver?: boolean;
  } = {},
): Promise<BackendUnderTest> {
  const { sharedWith } = options;
  const clock = sharedWith?.clock ?? createManualClock();
  const fakeHomeserver =
    sharedWith?.fakeHomeserver ??
    (await startFakeHomeserver({ serverName: testServerName, asToken: testKeys.asToken }));
  const fakeSfu =
    sharedWith?.fakeSfu ??
    (await startFakeSfu({ apiSecret: testKeys.apiSecret, now: () => clock.now() }));
  const config = readConfig({
    ...options.config,
    homeserver: { url: fakeHomeserver.url, asToken: testKeys.asToken, hsToken: testKeys.hsToken },
    sfu: { url: fakeSfu.url, apiKey: "key", apiSecret: testKeys.apiSecret },
  });
  const database = options.database ?? sharedWith?.database ?? (await databaseUnderTest());
  let log = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  const app = Fastify({ logger: { level: "debug", base: null, stream } });
  const homeserver = createJsonClient(fakeHomeserver.url);
  const sfu = createJsonClient(fakeSfu.url);
  onTestFinished(async () => {
    await Promise.all([homeserver.close(), sfu.close()]);
  });
  return {
    config,
    clock,
    randomBytes,
    log: app.log,
    database,
    sfu: createLivekitRooms(sfu, createAccessTokenSigner(config.sfu, clock)),
    sfuEvents: createSfuEvents(),
    calls: createCallIndex(database, clock),
    openId: { verify: () => Promise.reject(new Error("no OpenID in this test")) },
    appService:
      options.withoutHomeserver === true
        ? undefined
        : createAppServiceApi({
            homeserver,
            asToken: testKeys.asToken,
            serverName: testServerName,
            check: config.membership.check,
            clock,
            log: app.log,
          }),
    clientApi: {
      locate: () => Promise.reject(new Error("no other homeserver in this test")),
      request: () => Promise.reject(new Error("no other homeserver in this test")),
    },
    metrics: new Registry(),
    fakeHomeserver,
    fakeSfu,
    logged: () => log,
  };
}

function readConfig(
  input: Pick<ServerConfigInput, "homeserver" | "sfu"> & Partial<ServerConfigInput>,
): ServerConfig {
  const result = parseServerConfig({
    bind: { host: "127.0.0.1", port: 1 },
    publicUrl: "https://confab.test",
    serverName: testServerName,
    turn: null,
    fullAccessHomeservers: [testServerName],
    allowedNetworks: [],
    guests: { enabled: true, perAddressPerHour: 3, lifetimeMs: 86_400_000 },
    logLevel: "debug",
    ...input,
  });
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.config;
}
