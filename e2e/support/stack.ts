import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runConfab } from "./confabCommand.ts";
import { freePort } from "./freePort.ts";

/** A running stack of real components, on loopback, with a data folder of its own. */
export interface Stack {
  /** What a person would open. */
  readonly origin: string;
  readonly dataDir: string;
  /** How long `confab up` took to print its address, in milliseconds. */
  readonly startedInMs: number;
  /** Ends everything as Ctrl-C would; resolves with the exit code. */
  stop(): Promise<number>;
}

export interface StackOptions {
  readonly port?: number;
  /** Kept after `stop` when given; otherwise a temporary folder that is removed. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "confab-e2e-"));
  const confab = await runConfab({
    args: ["up", "--no-open", "--port", String(port), "--data", dataDir],
    ready: /Confab is ready: (?<origin>\S+)/,
    env: options.env,
  });
  return {
    origin: confab.match.groups?.["origin"] ?? "",
    dataDir,
    startedInMs: confab.startedInMs,
    async stop() {
      const code = await confab.stop();
      if (options.dataDir === undefined && existsSync(dataDir)) {
        rmSync(dataDir, { recursive: true, force: true });
      }
      return code;
    },
  };
}
