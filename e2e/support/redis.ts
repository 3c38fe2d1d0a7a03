import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./freePort.ts";

/** A Redis of this run: on loopback, in memory. */
export interface Redis {
  /** `host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 10_000;

export async function startRedis(): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), "confab-redis-"));
  const port = await freePort();
  const settings = {
    bind: "127.0.0.1",
    port: String(port),
    dir: folder,
    save: "",
    appendonly: "no",
    daemonize: "no",
  };
  const child = spawn(
    "redis-server",
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: "ignore" },
  );
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  for (const startedAt = Date.now(); !(await answersPing(port)); await sleep(50)) {
    if (child.exitCode !== null) failure ??= `exit code ${child.exitCode}`;
    if (failure !== undefined || Date.now() - startedAt > startTimeoutMs) {
      child.kill("SIGKILL");
      throw new Error(`Redis does not start: ${failure ?? "no answer"}`);
    }
  }
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Redis' protocol has an inline form for people with telnet, which does for one question. */
async function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (answer) => {
      resolve(answer.toString() === "+PONG\r\n");
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
