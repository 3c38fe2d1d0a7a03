import type { Progress } from "../terminal/progress.ts";
import { formatDuration } from "../terminal/duration.ts";
import { writeFileAtomically } from "../files/atomicFile.ts";
import type { Component, StackPlan } from "./component.ts";
import type { RestartReport } from "./keepRunning.ts";
import { logPath, logsDir, rotateLogs } from "./logFiles.ts";
import { removeStackFile, writeStackFile } from "./stackFile.ts";
import { createSupervisor, supervisorTiming } from "./supervisor.ts";
import type { ProcessRef } from "../process/processGroup.ts";

/** A stack with its configuration written, its supervisor, and its entry in `stack.json` kept true. */
export interface LiveStack {
  /** Resolves when every component answers. */
  start(): Promise<void>;
  /** Ends all in order. */
  stop(): Promise<void>;
  /** Ends all at once. */
  kill(): void;
}

/** After so many ends in a row a component is called broken, with the place of its log. */
const manyEnds = 5;

export function createLiveStack(
  plan: StackPlan,
  components: readonly Component[],
  options: { readonly self: ProcessRef; readonly progress: Progress },
): LiveStack {
  const { dataDir } = plan;
  const { progress, self } = options;
  const startedAt = Date.now();
  let state: "starting" | "ready" = "starting";
  const logOf = ({ name }: Component) => logPath(dataDir, name);

  const record = () => {
    try {
      writeStackFile(dataDir, {
        version: 1,
        ...self,
        startedAt,
        state,
        address: plan.publicUrl,
        serverName: plan.serverName,
        ...(plan.tls === undefined ? {} : { certificateAuthority: plan.tls.authority }),
        ports: plan.ports,
        components: supervisor.running(),
        logs: logsDir(dataDir),
      });
    } catch (failure) {
      // The folder was taken away or the disk is full: the calls that run need neither.
      progress.warn(`stack.json could not be written: ${String(failure)}`);
    }
  };
  const report: RestartReport = {
    ended(component, how, times, pauseMs) {
      const next = `starting it again in ${formatDuration(pauseMs)}`;
      if (times < manyEnds) progress.warn(`${component.title} ended (${how}); ${next}`);
      else {
        progress.fail(
          `${component.title} ended ${times} times in a row (${how}); its log is ${logOf(component)}; ${next}`,
        );
      }
    },
    answersAgain: (component, afterMs) =>
      progress.done(`${component.title} answers again (${formatDuration(afterMs)})`),
  };
  const supervisor = createSupervisor({
    components,
    logOf,
    timing: supervisorTiming,
    report,
    onChange: record,
  });

  return {
    async start() {
      for (const { path, content } of components.flatMap(({ files }) => files)) {
        writeFileAtomically(path, content, 0o600);
      }
      rotateLogs(
        dataDir,
        components.map(({ name }) => name),
      );
      await supervisor.start(({ title }, ready) =>
        progress.task({ doing: `Starting ${title}`, done: `${title} answers` }, () => ready),
      );
      state = "ready";
      record();
    },
    async stop() {
      await supervisor.stop();
      removeStackFile(dataDir);
    },
    kill: () => supervisor.kill(),
  };
}
