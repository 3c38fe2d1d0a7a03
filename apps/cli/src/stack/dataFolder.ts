import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { Failure } from "../failure.ts";
import { temporarySuffix } from "../files/atomicFile.ts";
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts";

/** Raised when a data folder of before can no longer be read. */
const dataVersion = 1;
const schema = v.object({ version: v.number(), serverName: v.string() });

const defaultServerName = "localhost";

export interface DataFolder {
  readonly path: string;
  readonly serverName: string;
  /** False before its first start. */
  readonly exists: boolean;
}

/**
 * Says whether the folder can be used, and changes nothing. Throws a `Failure` when it belongs to another version,
 * another server name or something that is not Confab, or when it cannot be written.
 */
export function inspectDataFolder(path: string, wanted: string | undefined): DataFolder {
  if (isNew(path)) {
    requireWritable(nearestExisting(path));
    return { path, serverName: wanted ?? defaultServerName, exists: false };
  }
  const found = readJsonFile(versionPath(path), schema);
  if (found === undefined) {
    throw new Failure(
      `${path} is not empty and is not a data folder of Confab; choose another with --data.`,
    );
  }
  if (found.version !== dataVersion) {
    throw new Failure(
      `${path} was made by another version of Confab (data version ${found.version}, this one needs ${dataVersion}); ` +
        "use that version, or choose another folder with --data.",
    );
  }
  if (wanted !== undefined && wanted !== found.serverName) {
    throw new Failure(
      `${path} belongs to the server name ${found.serverName}, which cannot be changed to ${wanted}; ` +
        "leave --name out, or choose another folder with --data.",
    );
  }
  requireWritable(path);
  return { path, serverName: found.serverName, exists: true };
}

/** Makes the folder, readable by this user alone. The version file comes first, so that it always tells. */
export function createDataFolder(folder: DataFolder): void {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  if (!folder.exists) {
    writeJsonFile(versionPath(folder.path), {
      version: dataVersion,
      serverName: folder.serverName,
    });
  }
}

function versionPath(path: string): string {
  return join(path, "version.json");
}

/** Also new: a folder that holds nothing but what an interrupted write left. */
function isNew(path: string): boolean {
  if (!existsSync(path)) return true;
  if (!statSync(path).isDirectory()) {
    throw new Failure(`${path} is a file; choose a folder with --data.`);
  }
  try {
    return readdirSync(path).every((name) => name.endsWith(temporarySuffix));
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function requireWritable(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

function notWritable(path: string, cause: unknown): Failure {
  return new Failure(`${path} cannot be written by this user; choose another folder with --data.`, {
    cause,
  });
}
