import { once } from "node:events";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { acquireLock, type FileLock, tryLock } from "../files/fileLock.ts";
import { installHint } from "../install/installHint.ts";
import { installMissing } from "../install/installMissing.ts";
import { checkRequirements } from "../install/requirements.ts";
import { openBrowser } from "../openBrowser.ts";
import { processIdentity } from "../process/processIdentity.ts";
import type { Programs } from "../stack/component.ts";
import { createComponents } from "../stack/components.ts";
import { createDataFolder, type DataFolder, inspectDataFolder } from "../stack/dataFolder.ts";
import { endLeftovers } from "../stack/leftovers.ts";
import { createLiveStack, type LiveStack } from "../stack/liveStack.ts";
import { choosePorts, isPortFree } from "../stack/ports.ts";
import { loadOrCreateSecrets } from "../stack/secrets.ts";
import { readStackFile } from "../stack/stackFile.ts";
import type { StopRequest } from "../stopRequest.ts";
import { formatDuration } from "../terminal/duration.ts";
import { createProgress, type Progress } from "../terminal/progress.ts";
import { type CommandContext, searchPath } from "./context.ts";

/** Installs what is missing, starts the stack and keeps it running until it is asked to stop. Returns the exit code. */
export async function up(context: CommandContext, stop: StopRequest): Promise<number> {
  const startedAt = performance.now();
  const progress = createProgress(context.terminal, () => performance.now());
  const { settings } = context;
  const folder = inspectDataFolder(settings.dataDir, settings.serverName);
  let dataLock = folder.exists ? lockDataFolder(folder) : undefined;
  try {
    if (folder.exists) await tidyUp(folder, progress);
    await requireFreePort(settings.port);
    const requirements = await checkRequirements(settings.cacheDir, searchPath(context));
    const programs = await installMissing({
      repository: context.repository,
      cacheDir: settings.cacheDir,
      searchPath: searchPath(context),
      requirements,
      progress,
      signal: stop.signal,
    });

    createDataFolder(folder);
    dataLock ??= lockDataFolder(folder);
    const stack = await startStack(context, { folder, programs, progress, stop });
    announce(context, startedAt);
    await once(stop.signal, "abort");
    await progress.task({ doing: "Stopping", done: "Stopped" }, () => stack.stop());
    return 0;
  } catch (failure) {
    if (!stop.signal.aborted) throw failure;
    progress.warn("Stopped before everything ran; the next start goes on from here");
    return 130;
  } finally {
    dataLock?.release();
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
  readonly folder: DataFolder;
  readonly programs: Programs;
  readonly progress: Progress;
  readonly stop: StopRequest;
}

async function startStack(context: CommandContext, options: StartOptions): Promise<LiveStack> {
  const { settings } = context;
  const { folder, programs, progress, stop } = options;
  // Until the components have bound their ports, another start would find the same ones free.
  const portsLock = await acquireLock(join(settings.cacheDir, "ports.lock"), {
    signal: stop.signal,
    onWait: () => progress.warn("Another start is choosing its ports; waiting for it"),
  });
  try {
    await requireFreePort(settings.port);
    if (programs.turnserver === undefined) progress.warn(noTurnServer(context));
    const plan = {
      repository: context.repository,
      dataDir: folder.path,
      serverName: folder.serverName,
      publicUrl: `http://localhost:${settings.port}`,
      ports: await choosePorts(settings.port),
      secrets: loadOrCreateSecrets(folder.path),
      programs,
      guestsPerHour: settings.guestsPerHour,
    };
    const self = { pid: process.pid, identity: processIdentity(process.pid) ?? "" };
    const stack = createLiveStack(plan, createComponents(plan), { self, progress });
    // However this process ends, unless it is killed, it leaves nothing running.
    process.once("exit", () => stack.kill());
    stop.onInsist(() => process.exit(130));
    try {
      await untilStopped(stack.start(), stop.signal);
    } catch (failure) {
      await stack.stop();
      throw failure;
    }
    return stack;
  } finally {
    portsLock.release();
  }
}

/** Resolves with `work`, or rejects as soon as `signal` aborts. */
async function untilStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
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

function noTurnServer(context: CommandContext): string {
  return (
    "There is no TURN server (coturn), so direct calls between people behind strict networks will fail; " +
    `to have one, ${installHint("coturn", searchPath(context))}`
  );
}

function announce(context: CommandContext, startedAt: number): void {
  const { env, settings, terminal } = context;
  const address = `http://localhost:${settings.port}`;
  const took = terminal.paint("dim", `(${formatDuration(performance.now() - startedAt)})`);
  terminal.line();
  terminal.line(`${terminal.paint("bold", `Confab is ready: ${address}`)}  ${took}`);
  terminal.line(`Stop it with Ctrl-C. Logs are in ${join(settings.dataDir, "logs")}`);
  if (settings.open && terminal.live) openBrowser(address, env, process.platform);
}
