import { join } from "node:path";
import { acquireLock, type FileLock } from "../files/fileLock.ts";
import { sideBySide } from "../process/sideBySide.ts";
import type { Programs } from "../stack/component.ts";
import type { Progress } from "../terminal/progress.ts";
import { findLivekit, installLivekit, type LivekitProgram } from "./livekitInstall.ts";
import type { Requirements } from "./requirements.ts";
import { findSynapse, installSynapse } from "./synapseInstall.ts";
import { livekitVersion, synapseVersion } from "./versions.ts";
import { buildWeb, needsWebBuild } from "./webBuild.ts";

export interface InstallOptions {
  readonly repository: string;
  readonly cacheDir: string;
  readonly searchPath: string;
  readonly requirements: Requirements;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Brings in what is missing, side by side. Whatever fails leaves nothing that counts as installed. */
export async function installMissing(options: InstallOptions): Promise<Programs> {
  const [programs] = await sideBySide(
    options.signal,
    (signal) => installPrograms({ ...options, signal }),
    (signal) => buildWebIfNeeded({ ...options, signal }),
  );
  return { ...programs, turnserver: options.requirements.turnserver };
}

async function installPrograms(options: InstallOptions): Promise<Omit<Programs, "turnserver">> {
  const { synapse, livekit } = options.requirements;
  if ("installed" in synapse && "installed" in livekit) {
    return { synapsePython: synapse.installed, livekit: livekit.installed };
  }
  return withLock(join(options.cacheDir, "install.lock"), options, async () => {
    const [synapsePython, livekitProgram] = await sideBySide(
      options.signal,
      (signal) => provideSynapse({ ...options, signal }),
      (signal) => provideLivekit({ ...options, signal }),
    );
    return { synapsePython, livekit: livekitProgram };
  });
}

/** Looks again first: whoever held the lock before may have installed it. */
async function provideSynapse(options: InstallOptions): Promise<string> {
  const { cacheDir, progress, requirements, signal } = options;
  const { synapse } = requirements;
  if ("installed" in synapse) return synapse.installed;
  return (
    findSynapse(cacheDir) ??
    progress.task(installing(`Synapse ${synapseVersion}`), () =>
      installSynapse({ cacheDir, python: synapse.python, signal }),
    )
  );
}

async function provideLivekit(options: InstallOptions): Promise<LivekitProgram> {
  const { cacheDir, progress, requirements, searchPath, signal } = options;
  const { livekit } = requirements;
  if ("installed" in livekit) return livekit.installed;
  return (
    (await findLivekit(cacheDir, searchPath)) ??
    progress.task(installing(`LiveKit ${livekitVersion}`), () =>
      installLivekit({ cacheDir, go: livekit.go, signal }),
    )
  );
}

async function buildWebIfNeeded(options: InstallOptions): Promise<void> {
  const { progress, repository, signal } = options;
  if (!needsWebBuild(repository)) return;
  await withLock(join(repository, ".cache/webBuild.lock"), options, async () => {
    if (!needsWebBuild(repository)) return;
    await progress.task({ doing: "Building the web app", done: "Web app built", slow: true }, () =>
      buildWeb(repository, signal),
    );
  });
}

async function withLock<T>(
  path: string,
  { progress, signal }: Pick<InstallOptions, "progress" | "signal">,
  work: () => Promise<T>,
): Promise<T> {
  const onWait = () => progress.warn("Another start is installing; waiting for it");
  const lock: FileLock = await acquireLock(path, { signal, onWait });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function installing(what: string) {
  return { doing: `Installing ${what}`, done: `${what} installed`, slow: true };
}
