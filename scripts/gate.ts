import { spawn } from "node:child_process";
import { join } from "node:path";

/** How one gate went. `passed`/`failed` count tests where the gate runs tests, otherwise the gate itself. */
export interface GateResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

export interface Gate {
  readonly name: string;
  /** Program (from `node_modules/.bin` or PATH) and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Reads the counts of a runner that wrote a report; without it the exit code counts as one. */
  readonly count?: () => { readonly passed: number; readonly failed: number };
}

const root = join(import.meta.dirname, "..");

/** Runs one gate with its output shown. A runner that ends badly counts as failed even if its report says nothing. */
export async function runGate(gate: Gate): Promise<GateResult> {
  console.log(`\n── ${gate.name}`);
  const startedAt = performance.now();
  const [program, ...args] = gate.command;
  const code = await new Promise<number>((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (failure) => {
      console.error(`${program}: ${failure.message}`);
      resolve(127);
    });
    child.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const counts = safeCount(gate) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  console.log(`── ${gate.name}: ${failed === 0 ? "ok" : "FAILED"} (${seconds.toFixed(1)} s)`);
  return { name: gate.name, passed: counts.passed, failed, seconds };
}

function safeCount(gate: Gate): { passed: number; failed: number } | undefined {
  if (gate.count === undefined) return undefined;
  try {
    return gate.count();
  } catch {
    return { passed: 0, failed: 1 };
  }
}
