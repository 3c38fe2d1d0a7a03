import { spawn } from "node:child_process";
import { signalGroup } from "./processGroup.ts";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the program and everything it started. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Exit code; 127 when it could not be started, 1 when a signal ended it. */
  readonly code: number;
  /** The end of what it wrote to both streams. */
  readonly output: string;
}

const keptCharacters = 64 * 1024;

/** Runs a program to its end. It gets a group of its own, so that Ctrl-C reaches it through `signal` alone. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...(options.env ?? process.env) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    const keep = (chunk: string) => {
      output = (output + chunk).slice(-keptCharacters);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);

    const end = () => {
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    };
    const timer =
      options.timeoutMs === undefined ? undefined : setTimeout(end, options.timeoutMs).unref();
    options.signal?.addEventListener("abort", end, { once: true });
    if (options.signal?.aborted === true) end();

    const finish = (code: number) => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", end);
      resolve({ code, output });
    };
    child.once("error", (failure) => {
      keep(failure.message);
      finish(127);
    });
    child.once("close", (code) => finish(code ?? 1));
  });
}

/** The last lines of an output, for showing below an error. */
export function lastLines(output: string, count: number): readonly string[] {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
