import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../process/findProgram.ts";
import { runProgram } from "../process/runProgram.ts";
import { installFailure } from "./installFailure.ts";
import { findVersion, livekitVersion } from "./versions.ts";

export interface LivekitProgram {
  readonly path: string;
  /** As the program tells it, such as `1.13.5`. */
  readonly version: string;
}

const modulePath = "github.com/livekit/livekit-server/cmd/server";

/** LiveKit from PATH when it is of our minor version, otherwise the one in the cache. */
export async function findLivekit(
  cacheDir: string,
  searchPath: string,
): Promise<LivekitProgram | undefined> {
  const onPath = findProgram("livekit-server", searchPath);
  if (onPath !== undefined) {
    const { output } = await runProgram(onPath, ["--version"], { timeoutMs: 20_000 });
    const [version] = /\d+\.\d+\.\d+/.exec(output) ?? [];
    if (version !== undefined && sameMinor(version)) return { path: onPath, version };
  }
  const cached = cachedPath(cacheDir);
  return existsSync(cached) ? { path: cached, version: livekitVersion } : undefined;
}

/** Builds LiveKit into a folder of its own and moves the finished program into place. */
export async function installLivekit(options: {
  readonly cacheDir: string;
  readonly go: string;
  readonly signal: AbortSignal;
}): Promise<LivekitProgram> {
  const { cacheDir, go, signal } = options;
  mkdirSync(cacheDir, { recursive: true });
  const folder = mkdtempSync(join(cacheDir, "livekit-build-"));
  try {
    const { code, output } = await runProgram(
      go,
      ["install", "-trimpath", "-ldflags=-s -w", `${modulePath}@v${livekitVersion}`],
      { env: { ...process.env, GOBIN: folder }, cwd: cacheDir, signal },
    );
    signal.throwIfAborted();
    if (code !== 0) {
      throw installFailure(
        `LiveKit ${livekitVersion}`,
        output,
        join(cacheDir, "logs", `livekit-${livekitVersion}.log`),
      );
    }
    const built = join(folder, "server");
    chmodSync(built, 0o755);
    renameSync(built, cachedPath(cacheDir));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { path: cachedPath(cacheDir), version: livekitVersion };
}

function cachedPath(cacheDir: string): string {
  return join(cacheDir, `livekit-server-${livekitVersion}`);
}

function sameMinor(version: string): boolean {
  return findVersion(version)?.join() === findVersion(livekitVersion)?.join();
}
