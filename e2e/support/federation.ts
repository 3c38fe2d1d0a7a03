import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseServerConfig, type ServerConfig } from "@confab/protocol";
import { RoomServiceClient } from "livekit-server-sdk";
import * as v from "valibot";
import { runConfab } from "./confabCommand.ts";
import { freePorts } from "./freePort.ts";

/** One of the sites of a run. */
export interface FederationSite {
  readonly origin: string;
  readonly serverName: string;
  readonly dataDir: string;
  /** What `.well-known` and the transports endpoint have to name. */
  readonly serviceUrl: string;
  /** The site's SFU, asked directly. */
  readonly sfu: RoomServiceClient;
}

interface RunningFederation {
  readonly dataDir: string;
  readonly origins: readonly string[];
  stop(): Promise<void>;
}

const siteNames = ["a", "b", "c"] as const;
type SiteName = (typeof siteNames)[number];

/** Starts three sites with a data folder that is gone at the end. */
export async function startFederation(): Promise<RunningFederation> {
  const dataDir = mkdtempSync(join(tmpdir(), "confab-sites-"));
  const port = await freePorts(siteNames.length);
  const confab = await runConfab({
    args: ["sites", String(siteNames.length), "--port", String(port), "--data", dataDir],
    ready: /Sites are ready: (?<origins>https:\S+(?: https:\S+)*)/,
  });
  return {
    dataDir,
    origins: confab.match.groups?.["origins"]?.split(" ") ?? [],
    async stop() {
      await confab.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const origins = v.pipe(v.string(), v.parseJson(), v.tuple([v.string(), v.string(), v.string()]));

/** The sites of this run, as the global set-up started them. */
export function runningFederation(): Readonly<Record<SiteName, FederationSite>> {
  const dataDir = process.env["CONFAB_E2E_SITES_DATA"];
  if (dataDir === undefined) {
    throw new Error("No sites run: start the specs with Playwright's global set-up.");
  }
  const [a, b, c] = v.parse(origins, process.env["CONFAB_E2E_SITES"]);
  const site = (name: SiteName, origin: string): FederationSite => {
    const folder = join(dataDir, name);
    const { serverName, sfu } = readServerConfig(folder);
    return {
      origin,
      serverName,
      dataDir: folder,
      serviceUrl: `${origin}/livekit/jwt`,
      sfu: new RoomServiceClient(sfu.url, sfu.apiKey, sfu.apiSecret),
    };
  };
  return { a: site("a", a), b: site("b", b), c: site("c", c) };
}

/** The Confab server's own configuration says where everything of a stack is. */
function readServerConfig(dataDir: string): ServerConfig {
  const content: unknown = JSON.parse(readFileSync(join(dataDir, "server.json"), "utf8"));
  const result = parseServerConfig(content);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.config;
}
