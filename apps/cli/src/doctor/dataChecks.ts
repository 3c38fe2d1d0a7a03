import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { inspectDataFolder } from "../stack/dataFolder.ts";
import { readSecrets, secretsPath } from "../stack/secrets.ts";
import { bad, type Check, check, note, ok } from "./check.ts";

/** Other people's permission bits. */
const othersBits = 0o077;

/** The data folder: that it can be used, and that nobody else can read the secrets in it. */
export function dataChecks(dataDir: string, serverName: string | undefined): Check[] {
  try {
    const folder = inspectDataFolder(dataDir, serverName);
    if (!folder.exists) return [note(`${dataDir} is made by the first start`)];
    return [
      ok(`${dataDir} belongs to the server name ${folder.serverName}`),
      ...secretChecks(dataDir),
    ];
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return [bad(failure.message)];
  }
}

function secretChecks(dataDir: string): Check[] {
  if (!existsSync(secretsPath(dataDir))) return [note("Secrets are made by the next start")];
  const exposed = readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ya?ml|conf|key)$/.test(entry.name))
    .map((entry) => join(dataDir, entry.name))
    .filter((path) => (statSync(path).mode & othersBits) !== 0);
  return [
    check(
      readSecrets(dataDir) !== undefined,
      "secrets.json holds all secrets",
      "bring it back from a backup, or start afresh with another --data folder",
    ),
    exposed.length === 0
      ? ok("Only this user can read the secrets")
      : bad(`Others can read ${exposed.join(", ")}`, `chmod 600 ${exposed.join(" ")}`),
  ];
}
