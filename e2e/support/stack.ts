import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

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

const repository = join(import.meta.dirname, "../..");

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "confab-e2e-"));
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ["apps/cli/src/main.ts", "up", "--no-open", "--port", String(port), "--data", dataDir],
    {
      cwd: repository,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  const output: string[] = [];
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });

  const origin = await new Promise<string>((resolve, reject) => {
    const onLine = (line: string) => {
      output.push(line);
      const match = /Confab is ready: (\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    };
    createInterface({ input: child.stdout }).on("line", onLine);
    createInterface({ input: child.stderr }).on("line", onLine);
    void exited.then((code) =>
      reject(new Error(`confab up ended with code ${code}:\n${output.join("\n")}`)),
    );
  });

  return {
    origin,
    dataDir,
    startedInMs: performance.now() - startedAt,
    async stop() {
      child.kill("SIGINT");
      const code = await exited;
      if (options.dataDir === undefined && existsSync(dataDir)) {
        rmSync(dataDir, { recursive: true, force: true });
      }
      return code;
    },
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}
