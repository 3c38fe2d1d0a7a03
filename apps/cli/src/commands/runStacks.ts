import { once } from "node:events";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { acquireLock, type FileLock, tryLock } from "../files/fileLock.ts";
import { installMissing } from "../install/installMissing.ts";
import { checkRequirements } from "../install/requirements.ts";
import { processIdentity } from "../process/processIdentity.ts";
import type { Programs, StackPlan } from "../stack/component.ts";
import { createComponents } from "../stack/components.ts";
import { createDataFolder, type DataFolder } from "../stack/dataFolder.ts";
import { endLeftovers } from "../stack/leftovers.ts";
import { createLiveStack, type LiveStack } from "../stack/liveStack.ts";
import { choosePorts, isPortFree } from "../stack/ports.ts";
import { loadOrCreateSecrets } from "../stack/secrets.ts";
import { readStackFile } from "../stack/stackFile.ts";
import type { StopRequest } from "../stopRequest.ts";
import { createProgress, type Progress } from "../terminal/progress.ts";
import { type CommandContext, searchPath } from "./context.ts";

interface StackToRun {
  readonly folder: DataFolder;
  readonly port: number;
  readonly publicUrl: string;
  /** Put in front of the components' titles where there are several stacks. */
  readonly label?: string;
}

interface StacksToRun {
  readonly stacks: readonly StackToRun[];
  /** What the plans have in addition, asked for when everything is installed and before anything starts. */
  readonly complete: (programs: Programs, progress: Progress) => Promise<Partial<StackPlan>>;
  /** Everything answers. */
  readonly announce: () => void;
}

/**
 * Installs what is missing, starts the stacks side by side and keeps them running until the person asks to stop. Returns
 * the exit code.
 */
export async function runStacks(
  context: CommandContext,
  stop: StopRequest,
  { stacks, complete, announce }: StacksToRun,
): Promise<number> {
  const progress = createProgress(context.terminal, () => performance.now());
  const { settings } = context;
  const locks: FileLock[] = [];
  try {
    for (const { folder } of stacks) {
      if (!folder.exists) continue;
      locks.push(lockDataFolder(folder));
      await tidyUp(folder, progress);
    }
    for (const { port } of stacks) await requireFreePort(port);
    const requirements = await checkRequirements(settings.cacheDir, searchPath(context));
    const programs = await installMissing({
      repository: context.repository,
      cacheDir: settings.cacheDir,
      searchPath: searchPath(context),
      requirements,
      progress,
      signal: stop.signal,
    });

    for (const { folder } of stacks) {
      createDataFolder(folder);
      if (!folder.exists) locks.push(lockDataFolder(folder));
    }
    const common = { programs, ...(await complete(programs, progress)) };
    const live = await startStacks(context, { stacks, common, progress, stop });
    announce();
    await once(stop.signal, "abort");
    await progress.task({ doing: "Stopping", done: "Stopped" }, () => stopAll(live));
    return 0;
  } catch (failure) {
    if (!stop.signal.aborted) throw failure;
    progress.warn("Stopped before everything ran; the next start goes on from here");
    return 130;
  } finally {
    for (const lock of locks) lock.release();
  }
}

/** Held as long as we run, so that two supervisors never share a data folder. */
function lockDataFolder(folder: DataFolder): FileLock {
  const lock = tryLock(join(folder.path, "supervisor.lock"));
  if (lock !== undefined) return lock;
  const address = readStackFile(folder.path)?.address;
  throw new Failure(
    address === undefined
      ? `Another start is under way with the data in ${folder.path}.`
      : `Confab already runs with the data in ${folder.path}: ${address}`,
  );
}

async function tidyUp(folder: DataFolder, progress: Progress): Promise<void> {
  const count = await endLeftovers(folder.path);
  if (count > 0) progress.warn(`Ended ${count} processes that an earlier start left behind`);
}

async function requireFreePort(port: number): Promise<void> {
  if (await isPortFree(port, ["tcp"])) return;
  throw new Failure(
    port < 1024
      ? `Port ${port} cannot be used: it is taken, or this user may not use ports below 1024; choose another with --port.`
      : `Port ${port} is taken by another program; choose another with --port.`,
  );
}

interface StartOptions {
  readonly stacks: readonly StackToRun[];
  readonly common: Pick<StackPlan, "programs"> & Partial<StackPlan>;
  readonly progress: Progress;
  readonly stop: StopRequest;
}

async function startStacks(
  context: CommandContext,
  { stacks, common, progress, stop }: StartOptions,
): Promise<readonly LiveStack[]> {
  const { repository, settings } = context;
  // Until the components have bound their ports, another start would find the same ones free.
  const portsLock = await acquireLock(join(settings.cacheDir, "ports.lock"), {
    signal: stop.signal,
    onWait: () => progress.warn("Another start is choosing its ports; waiting for it"),
  });
  try {
    const taken = new Set(stacks.map(({ port }) => port));
    const self = { pid: process.pid, identity: processIdentity(process.pid) ?? "" };
    const live: LiveStack[] = [];
    for (const { folder, port, publicUrl, label } of stacks) {
      await requireFreePort(port);
      const plan: StackPlan = {
        repository,
        dataDir: folder.path,
        serverName: folder.serverName,
        publicUrl,
        ports: await choosePorts(port, taken),
        secrets: loadOrCreateSecrets(folder.path),
        guestsPerHour: settings.guestsPerHour,
        ...common,
      };
      const components = createComponents(plan).map((component) =>
        label === undefined ? component : { ...component, title: `${label}: ${component.title}` },
      );
      live.push(createLiveStack(plan, components, { self, progress }));
    }
    // However this process ends, unless it is killed, it leaves nothing running.
    process.once("exit", () => {
      for (const stack of live) stack.kill();
    });
    stop.onInsist(() => process.exit(130));
    try {
      await untilStopped(Promise.all(live.map((stack) => stack.start())), stop.signal);
    } catch (failure) {
      await stopAll(live);
      throw failure;
    }
    return live;
  } finally {
    portsLock.release();
  }
}

async function stopAll(live: readonly LiveStack[]): Promise<void> {
  await Promise.all(live.map((stack) => stack.stop()));
}

/** Resolves with `work`, or rejects as soon as `signal` aborts. */
async function untilStopped(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
