import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerConfigInput } from "@confab/protocol";
import { freePort } from "../src/testing/freePort.ts";
import { serverName } from "./peersMessages.ts";

const hsToken = "hs-token";
const ticksPerSecond = 100;

/** The real server as its own process, on one core. Linux alone. */
export interface BenchedServer {
  readonly url: string;
  /** Where the homeserver and the SFU reach it, and the token that the homeserver shows. */
  readonly internalUrl: string;
  readonly hsToken: string;
  /** Seconds of processor time so far. */
  cpuSeconds(): number;
  /** Bytes of memory that it has now: all of it, and without the program's own text, which is the same file for all. */
  memory(): { readonly all: number; readonly own: number };
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config?: Partial<ServerConfigInput>;
}

/** As `npm start` and `npm run server` do. */
const flags = ["--max-semi-space-size=16"];

export async function startServer(
  peersUrl: string,
  options: ServerOptions = {},
): Promise<BenchedServer> {
  const folder = mkdtempSync(join(tmpdir(), "confab-bench-"));
  const [port, internalPort] = [await freePort(), await freePort()];
  const config: ServerConfigInput = {
    mode: "service",
    bind: { host: "127.0.0.1", port },
    internalBind: { host: "127.0.0.1", port: internalPort },
    publicUrl: "https://bench.test",
    serverName,
    homeserver: { url: peersUrl, asToken: "as-token", hsToken },
    sfu: {
      url: peersUrl,
      publicUrl: "wss://sfu.bench.test",
      apiKey: "key",
      apiSecret: "secret-of-at-least-thirty-two-characters",
    },
    turn: null,
    fullAccessHomeservers: [serverName],
    allowedNetworks: [],
    tokens: { perUserPerMinute: 1e9, perAddressPerMinute: 1e9 },
    guests: { enabled: false, perAddressPerHour: 1, lifetimeMs: 86_400_000 },
    dataDir: join(folder, "data"),
    logLevel: "info",
    ...options.config,
  };
  const configFile = join(folder, "config.json");
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 });
  const child = run([...flags, "src/main.ts"], configFile, join(folder, "log"));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child, join(folder, "log"));
  const pid = child.pid ?? 0;
  return {
    url,
    internalUrl: `http://127.0.0.1:${internalPort}`,
    hsToken,
    cpuSeconds() {
      // proc(5): the fields after the name in parentheses; 14 and 15 of all are user and system time.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    memory() {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const bytes = (field: string) =>
        Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
      return { all: bytes("VmRSS"), own: bytes("RssAnon") };
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(args: readonly string[], configFile: string, logFile: string): ChildProcess {
  const log = openSync(logFile, "a");
  return spawn("taskset", ["--cpu-list", "0", process.execPath, ...args], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, CONFAB_CONFIG: configFile },
    stdio: ["ignore", log, log],
  });
}

async function untilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt += 1) {
    const answer = await fetch(`${url}/livekit/jwt/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error(`the server does not start:\n${readFileSync(logFile, "utf8")}`);
}
