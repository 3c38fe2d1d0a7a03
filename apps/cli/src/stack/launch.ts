import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { processIdentity } from "../process/processIdentity.ts";
import type { ProcessRef } from "../process/processGroup.ts";
import type { Command } from "./component.ts";

/** A started process, or an attempt to start one: then `ref` is missing and `exited` tells why. */
export interface Launched {
  readonly ref: (ProcessRef & { readonly startedAt: number }) | undefined;
  /** Resolves with how it ended, for people: `exit code 1`, `signal SIGKILL`. */
  readonly exited: Promise<string>;
}

/**
 * Starts a command with its output appended to a log. It leads a group of its own: Ctrl-C in the terminal does not
 * reach it, so that components end in order, and whatever it starts can be ended with it.
 */
export function launch(command: Command, log: string): Launched {
  const file = openSync(log, "a", 0o600);
  try {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ["ignore", file, file],
      detached: true,
    });
    const exited = new Promise<string>((resolve) => {
      child.once("error", (failure) => resolve(failure.message));
      child.once("exit", (code, signal) =>
        resolve(code === null ? `signal ${signal}` : `exit code ${code}`),
      );
    });
    const { pid } = child;
    if (pid === undefined) return { ref: undefined, exited };
    const identity = processIdentity(pid) ?? "ended";
    return { ref: { pid, identity, startedAt: Date.now() }, exited };
  } finally {
    closeSync(file);
  }
}
