import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerConfig } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import { createServer, type ServerDeps } from "../createServer.ts";
import { systemClock } from "../time/clock.ts";
import { type FakeHomeserver, startFakeHomeserver } from "./fakeHomeserver.ts";
import { type FakeSfu, startFakeSfu } from "./fakeSfu.ts";

/** Secrets of the test's configuration: none may ever show up in a log. */
export const testSecrets = {
  asToken: "as-token-that-nobody-may-see",
  hsToken: "hs-token-that-nobody-may-see",
  apiSecret: "sfu-secret-that-nobody-may-see-0123456789",
} as const;

export interface ServerUnderTest {
  readonly app: FastifyInstance;
  readonly homeserver: FakeHomeserver;
  readonly sfu: FakeSfu;
  readonly config: ServerConfig;
  /** The log so far, one JSON line after the other. */
  log(): string;
}

/** The whole server between a fake homeserver and a fake SFU, in a folder of its own. Ends with the test. */
export async function serverUnderTest(
  options: { readonly config?: Partial<ServerConfig>; readonly deps?: Partial<ServerDeps> } = {},
): Promise<ServerUnderTest> {
  const serverName = "example.com";
  const homeserver = await startFakeHomeserver({ serverName, asToken: testSecrets.asToken });
  const sfu = await startFakeSfu();
  const folder = temporaryFolder();
  const config: ServerConfig = {
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
  let log = "";
  const app = await createServer(config, {
    clock: systemClock,
    randomBytes,
    dns: { addresses: async () => [], services: async () => [] },
    get: () => Promise.reject(new Error("no network in this test")),
    logStream: {
      write(line) {
        log += line;
      },
    },
    ...options.deps,
  });
  onTestFinished(() => app.close());
  return { app, homeserver, sfu, config, log: () => log };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "confab-server-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
