import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseServerConfig, type ServerConfig, type ServerConfigInput } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import { createServer, type ServerDeps } from "../createServer.ts";
import { systemClock } from "../time/clock.ts";
import { type FakeHomeserver, startFakeHomeserver } from "./fakeHomeserver.ts";
import { type FakeSfu, startFakeSfu } from "./fakeSfu.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** Secrets of the test's configuration: none may ever show up in a log. */
export const testSecrets = {
  asToken: "as-token-that-nobody-may-see",
  hsToken: "hs-token-that-nobody-may-see",
  apiSecret: "sfu-secret-that-nobody-may-see-0123456789",
} as const;

export interface ServerUnderTest {
  readonly app: FastifyInstance;
  /** The listener for the homeserver and the SFU, when the configuration has one. */
  readonly internal: FastifyInstance | undefined;
  /** `/metrics`, when the configuration has a listener for it. */
  readonly metrics: FastifyInstance | undefined;
  readonly homeserver: FakeHomeserver;
  readonly sfu: FakeSfu;
  readonly config: ServerConfig;
  /** The log so far, one JSON line after the other. */
  log(): string;
}

/** The whole server between a fake homeserver and a fake SFU, in a folder of its own. Ends with the test. */
export async function serverUnderTest(
  options: {
    readonly config?: Partial<ServerConfigInput>;
    readonly deps?: Partial<ServerDeps>;
  } = {},
): Promise<ServerUnderTest> {
  const serverName = "example.com";
  const homeserver = await startFakeHomeserver({ serverName, asToken: testSecrets.asToken });
  const sfu = await startFakeSfu({ apiSecret: testSecrets.apiSecret });
  const folder = temporaryFolder();
  const input: ServerConfigInput = {
    bind: { host: "127.0.0.1", port: 1 },
    publicUrl: "https://confab.test",
    serverName,
    homeserver: {
      url: homeserver.url,
      asToken: testSecrets.asToken,
      hsToken: testSecrets.hsToken,
    },
    sfu: { url: sfu.url, apiKey: "key", apiSecret: testSecrets.apiSecret },
    turn: null,
    fullAccessHomeservers: [serverName],
    allowedNetworks: [],
    guests: { enabled: true, perAddressPerHour: 3, lifetimeMs: 86_400_000 },
    dataDir: join(folder, "data"),
    webRoot: join(folder, "web"),
    logLevel: "debug",
    ...options.config,
  };
  const parsed = parseServerConfig(input);
  if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
  const { config } = parsed;
  let log = "";
  const server = await createServer(config, {
    clock: systemClock,
    randomBytes,
    dns: { addresses: async () => [], services: async () => [] },
    https: () => Promise.reject(new Error("no network in this test")),
    logStream: {
      write(line) {
        log += line;
      },
    },
    ...options.deps,
  });
  onTestFinished(() => server.close());
  return {
    app: server.app,
    internal: server.internal,
    metrics: server.metrics,
    homeserver,
    sfu,
    config,
    log: () => log,
  };
}
