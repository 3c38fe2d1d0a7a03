import { rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts";
import { isRunning } from "../process/processGroup.ts";

const processRef = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  identity: v.string(),
  /** Milliseconds since 1970. */
  startedAt: v.number(),
});
const port = v.number();

const schema = v.object({
  version: v.literal(1),
  /** The supervisor: the process of `confab up`. */
  ...processRef.entries,
  state: v.picklist(["starting", "ready"]),
  address: v.string(),
  serverName: v.string(),
  /** Who signed the certificate of the address: path of a PEM file. Missing when the address has none. */
  certificateAuthority: v.exactOptional(v.string()),
  ports: v.object({
    server: port,
    homeserver: port,
    sfu: port,
    sfuTcp: port,
    sfuUdp: port,
    turn: port,
    // Missing in what an older version left behind.
    internal: v.optional(port, 0),
    metrics: v.optional(port, 0),
  }),
  /** Those that run now; one that is being restarted is missing. */
  components: v.object({
    homeserver: v.optional(processRef),
    sfu: v.optional(processRef),
    turn: v.optional(processRef),
    server: v.optional(processRef),
  }),
  /** Folder of the components' logs. */
  logs: v.string(),
});

/**
 * `<data>/stack.json`: what runs, for other commands and for a supervisor that finds what a killed one left behind.
 * It is there while the supervisor runs, and holds no secret.
 */
export type StackFile = v.InferOutput<typeof schema>;

export function readStackFile(dataDir: string): StackFile | undefined {
  return readJsonFile(stackPath(dataDir), schema);
}

export function writeStackFile(dataDir: string, stack: StackFile): void {
  writeJsonFile(stackPath(dataDir), stack);
}

export function removeStackFile(dataDir: string): void {
  rmSync(stackPath(dataDir), { force: true });
}

/** The stack of this data folder, when its supervisor is alive. */
export function findRunningStack(dataDir: string): StackFile | undefined {
  const stack = readStackFile(dataDir);
  return stack !== undefined && isRunning(stack) ? stack : undefined;
}

function stackPath(dataDir: string): string {
  return join(dataDir, "stack.json");
}
