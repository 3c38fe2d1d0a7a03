import { Failure } from "../failure.ts";
import { findProgram } from "../process/findProgram.ts";
import { runProgram } from "../process/runProgram.ts";
import { installHint } from "./installHint.ts";
import { findVersion, formatVersion, isAtLeast, livekitVersion, minimumGo } from "./versions.ts";

/** Path of a Go that can build LiveKit. Throws a `Failure` with the line that installs one. */
export async function requireGo(searchPath: string): Promise<string> {
  const install = installHint("go", searchPath);
  const needs = `LiveKit ${livekitVersion} is built with Go ${formatVersion(minimumGo)} or newer`;
  const program = findProgram("go", searchPath);
  if (program === undefined) throw new Failure(`${needs}, and there is no go; ${install}`);
  const { output } = await runProgram(program, ["version"], { timeoutMs: 20_000 });
  const version = findVersion(output);
  if (version === undefined) throw new Failure(`${needs}, and ${program} does not run; ${install}`);
  if (!isAtLeast(version, minimumGo)) {
    throw new Failure(`${needs}, and ${program} is ${formatVersion(version)}; ${install}`);
  }
  return program;
}
