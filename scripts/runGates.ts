import { type Gate, type GateResult, runGate } from "./gate.ts";

/** Runs all gates, also after a failure, and ends with the line that counts. Returns the exit code. */
export async function runGates(gates: readonly Gate[]): Promise<number> {
  const results: GateResult[] = [];
  for (const gate of gates) results.push(await runGate(gate));

  console.log("");
  for (const result of results) {
    const mark = result.failed === 0 ? "ok    " : "FAILED";
    console.log(
      `${mark} ${result.name}: ${result.passed} passed, ${result.failed} failed (${result.seconds.toFixed(1)} s)`,
    );
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
