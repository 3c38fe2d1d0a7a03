import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A `confab` that keeps running. */
export interface ConfabCommand {
  /** What `ready` matched. */
  readonly match: RegExpExecArray;
  /** How long it took to print that, in milliseconds. */
  readonly startedInMs: number;
  /** Ends it as Ctrl-C would; resolves with the exit code. */
  stop(): Promise<number>;
}

const repository = join(import.meta.dirname, "../..");

/** Runs `confab` until it prints a line that `ready` matches. Rejects with its output when it ends before. */
export async function runConfab(options: {
  readonly args: readonly string[];
  readonly ready: RegExp;
  readonly env?: Readonly<Record<string, string>> | undefined;
}): Promise<ConfabCommand> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["apps/cli/src/main.ts", ...options.args], {
    cwd: repository,
    env: { ...process.env, ...options.env },
    // The channel's end tells it that we are gone, even when we were killed.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  child.channel?.unref();
  const output: string[] = [];
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const onLine = (line: string) => {
      output.push(line);
      const found = options.ready.exec(line);
      if (found !== null) resolve(found);
    };
    for (const input of [child.stdout, child.stderr]) {
      if (input !== null) createInterface({ input }).on("line", onLine);
    }
    void exited.then((code) =>
      reject(new Error(`confab ${options.args[0]} ended with code ${code}:\n${output.join("\n")}`)),
    );
  });
  return {
    match,
    startedInMs: performance.now() - startedAt,
    async stop() {
      child.kill("SIGINT");
      return exited;
    },
  };
}
