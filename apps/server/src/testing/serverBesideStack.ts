import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerConfigInput } from "@confab/protocol";
import { expect, onTestFinished } from "vitest";
import { freePort } from "./freePort.ts";
import type { RealStack } from "./realBackend.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** A server process of the test's own. It ends with the test. */
export interface ServerBesideStack {
  readonly origin: string;
  /** Of all its processes so far. */
  output(): string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Without warning; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A second server between the stack's homeserver and SFU, to which nobody tells anything: no push, no webhook. */
export async function serverBesideStack(
  stack: RealStack,
  config: Partial<ServerConfigInput> = {},
): Promise<ServerBesideStack> {
  const folder = temporaryFolder();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const path = join(folder, "server.json");
  const { apiKey, apiSecret, asToken, serverName } = stack;
  const input: ServerConfigInput = {
    bind: { host: "127.0.0.1", port },
    publicUrl: origin,
    serverName,
    homeserver: { url: stack.homeserverUrl, asToken, hsToken: "nobody pushes" },
    sfu: { url: stack.sfuUrl, apiKey, apiSecret },
    turn: null,
    fullAccessHomeservers: [serverName],
    allowedNetworks: [],
    guests: { enabled: false, perAddressPerHour: 1, lifetimeMs: 60_000 },
    dataDir: join(folder, "data"),
    logLevel: "info",
    ...config,
  };
  writeFileSync(path, JSON.stringify(input));
  let output = "";
  let kill = async () => {};
  onTestFinished(() => kill());
  return {
    origin,
    output: () => output,
    kill: () => kill(),
    async start() {
      const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], {
        env: { ...process.env, CONFAB_CONFIG: path },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise<void>((resolve) => {
        child.once("exit", () => {
          resolve();
        });
      });
      kill = () => {
        child.kill("SIGKILL");
        return ended;
      };
      child.stdout.on("data", (data: Buffer) => {
        output += data.toString();
      });
      const isUp = async () => (await fetch(`${origin}/healthz`).catch(() => undefined))?.ok;
      await expect.poll(isUp, { timeout: 20_000 }).toBe(true);
    },
  };
}
