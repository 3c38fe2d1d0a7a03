import { Failure } from "../failure.ts";
import { findProgram } from "../process/findProgram.ts";
import { runProgram } from "../process/runProgram.ts";
import { installHint } from "./installHint.ts";
import { findVersion, formatVersion, isAtLeast, minimumPython, minimumSqlite } from "./versions.ts";

/** `ensurepip` is what a Debian without `python3-venv` lacks; `venv` alone imports there. */
const probe = [
  "import sys, sqlite3",
  "print('%d.%d' % sys.version_info[:2])",
  "print(sqlite3.sqlite_version)",
  "import venv, ensurepip",
  "print('venv')",
].join("\n");

/** Path of a Python that can hold Synapse. Throws a `Failure` that says which part is missing. */
export async function requirePython(searchPath: string): Promise<string> {
  const install = installHint("python", searchPath);
  const wanted = formatVersion(minimumPython);
  const program = findProgram("python3", searchPath);
  if (program === undefined) {
    throw new Failure(
      `Synapse needs Python ${wanted} or newer, and there is no python3; ${install}`,
    );
  }
  const { output } = await runProgram(program, ["-c", probe], { timeoutMs: 20_000 });
  const [pythonText = "", sqliteText = "", venv] = output.split("\n");
  const python = findVersion(pythonText);
  const sqlite = findVersion(sqliteText);
  if (python === undefined || sqlite === undefined) {
    throw new Failure(
      `Synapse needs Python ${wanted} or newer with SQLite, and ${program} does not run; ${install}`,
    );
  }
  if (!isAtLeast(python, minimumPython)) {
    throw new Failure(
      `Synapse needs Python ${wanted} or newer, and ${program} is ${formatVersion(python)}; ${install}`,
    );
  }
  if (!isAtLeast(sqlite, minimumSqlite)) {
    throw new Failure(
      `Synapse needs SQLite ${formatVersion(minimumSqlite)} or newer, and ${program} comes with ${sqliteText}; ` +
        "use a newer release of this system, or a newer Python.",
    );
  }
  if (venv !== "venv") {
    throw new Failure(`Synapse needs Python's venv, which ${program} lacks; ${install}`);
  }
  return program;
}
