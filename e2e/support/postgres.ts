import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./freePort.ts";

/** A PostgreSQL server of this run: on loopback, with data of its own that is gone at the end. */
export interface Postgres {
  /** As its administrator. */
  readonly url: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** Folder with `initdb` and `postgres`: Debian keeps them out of PATH. Undefined when PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  const root = "/usr/lib/postgresql";
  const folders = existsSync(root)
    ? readdirSync(root)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(root, version, "bin"))
    : [];
  return [...folders, ...(process.env["PATH"] ?? "").split(":")].find((folder) =>
    existsSync(join(folder, "initdb")),
  );
}

export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres();
  if (bin === undefined) {
    throw new Error("No PostgreSQL found. Install the package `postgresql`.");
  }
  const folder = mkdtempSync(join(tmpdir(), "confab-postgres-"));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? ownerFor(folder) : undefined;
  const data = join(folder, "data");
  const made = spawnSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "confab", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...user, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    // Nothing here outlives the run.
    fsync: "off",
    synchronous_commit: "off",
    max_connections: 200,
  };
  const child = spawn(
    join(bin, "postgres"),
    [
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { ...user, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (text: Buffer) => {
    log = (log + text.toString()).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  const isReady = () =>
    spawnSync(join(bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status === 0;
  for (const startedAt = Date.now(); !isReady(); await sleep(100)) {
    if (child.exitCode !== null || Date.now() - startedAt > startTimeoutMs) {
      child.kill("SIGKILL");
      throw new Error(`PostgreSQL does not start: ${log}`);
    }
  }
  return {
    url: `postgres://confab@127.0.0.1:${port}/postgres`,
    async stop() {
      // SIGQUIT: at once, without a checkpoint that nobody will read.
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The user that Debian's package made, who then owns the folder. */
function ownerFor(folder: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) =>
    Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  const owner = { uid: id("-u"), gid: id("-g") };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}
