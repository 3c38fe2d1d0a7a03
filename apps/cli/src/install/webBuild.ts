import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { writeFileAtomically } from "../files/atomicFile.ts";
import { lastLines, runProgram } from "../process/runProgram.ts";

const inputs = ["apps/web/**", "packages/*/src/**", "packages/*/package.json", "package-lock.json"];
const notInputs = /(^|\/)(dist|node_modules|\.stamp)(\/|$)|\.test\.tsx?$/;

/** True when the built web app was made from other sources than those in `repository`. */
export function needsWebBuild(repository: string): boolean {
  const stamp = stampPath(repository);
  if (!existsSync(stamp) || !existsSync(join(webRoot(repository), "index.html"))) return true;
  return readFileSync(stamp, "utf8") !== hashInputs(repository);
}

export function webRoot(repository: string): string {
  return join(repository, "apps/web/dist");
}

/** Builds the web app. The stamp carries the hash from before, so sources changed meanwhile are built next time. */
export async function buildWeb(repository: string, signal: AbortSignal): Promise<void> {
  const hash = hashInputs(repository);
  const { code, output } = await runProgram(process.execPath, ["apps/web/build.ts"], {
    cwd: repository,
    signal,
  });
  signal.throwIfAborted();
  if (code !== 0) {
    throw new Failure(
      'The web app could not be built; "npm run build" shows the whole output, and after a change of the sources the same command tries again.',
      { details: lastLines(output, 10) },
    );
  }
  writeFileAtomically(stampPath(repository), hash, 0o644);
}

function stampPath(repository: string): string {
  return join(webRoot(repository), ".stamp");
}

/** Depends on names and contents alone, so that a fresh clone of the same sources has the same hash. */
function hashInputs(repository: string): string {
  const files = inputs
    .flatMap((pattern) =>
      globSync(pattern, {
        cwd: repository,
        exclude: (entry) => notInputs.test(entry.name),
        withFileTypes: true,
      }),
    )
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file.slice(repository.length + 1)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
