import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { type DataFolder, inspectDataFolder } from "../stack/dataFolder.ts";

/** One of the sites: a whole stack with a homeserver of its own. */
export interface Site {
  /** For people: `A`. */
  readonly name: string;
  readonly port: number;
  readonly publicUrl: string;
  /** Names its port, so that other homeservers need no discovery to find it. */
  readonly serverName: string;
  readonly folder: DataFolder;
}

const letters = ["A", "B", "C", "D", "E"];
export const mostSites = letters.length;

/**
 * The sites below `dataDir`, on `count` ports from `firstPort` on. Changes nothing. Throws a `Failure` when a folder
 * cannot be used, which includes one that was made for another port: the server name cannot be changed.
 */
export function inspectSites(dataDir: string, firstPort: number, count: number): readonly Site[] {
  if (existsSync(join(dataDir, "version.json"))) {
    throw new Failure(
      `${dataDir} is the data folder of a single stack; choose another one for the sites with --data.`,
    );
  }
  return letters.slice(0, count).map((name, index) => {
    const port = firstPort + index;
    const serverName = `localhost:${port}`;
    const path = join(dataDir, name.toLowerCase());
    return {
      name,
      port,
      publicUrl: `https://${serverName}`,
      serverName,
      folder: inspectDataFolder(path, serverName),
    };
  });
}

/** Where the certificates of all sites are. */
export function certificateFolder(dataDir: string): string {
  return join(dataDir, "tls");
}
