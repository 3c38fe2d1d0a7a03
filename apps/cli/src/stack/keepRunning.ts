import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { endProcess, signalGroup } from "../process/processGroup.ts";
import { formatDuration } from "../terminal/duration.ts";
import type { Component } from "./component.ts";
import { type Launched, launch } from "./launch.ts";
import { readLogEnd } from "./logFiles.ts";

/** Times in milliseconds. */
export interface SupervisorTiming {
  /** Pause before the first restart; it doubles with every end in a row. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** A component that ran this long begins anew with the first pause. */
  readonly steadyAfter: number;
  /** How long a component may take until it answers. */
  readonly answerWithin: number;
  readonly probeEvery: number;
  readonly stopGrace: number;
}

export interface RestartReport {
  /** `times` = how often in a row. */
  ended(component: Component, how: string, times: number, pauseMs: number): void;
  answersAgain(component: Component, afterMs: number): void;
}

export interface KeptComponent {
  /** Resolves when it first answers; rejects with a `Failure` when it ended before, or took too long. */
  readonly ready: Promise<void>;
  /** The process that runs now. */
  readonly current: () => Launched["ref"];
  /** Resolves when it is gone and will not come back. */
  stop(): Promise<void>;
  /** Without waiting and without grace. */
  kill(): void;
}

export interface KeepRunningOptions {
  readonly log: string;
  readonly timing: SupervisorTiming;
  readonly report: RestartReport;
  /** A process was started or has ended. */
  readonly onChange: () => void;
}

const logLinesShown = 8;
const probeTimeoutMs = 2000;

/** Starts a component and starts it again whenever it ends, until it is stopped. One that fails at its first start is not tried again. */
export function keepRunning(component: Component, options: KeepRunningOptions): KeptComponent {
  const { log, timing, report, onChange } = options;
  const stopping = new AbortController();
  let current: Launched["ref"];

  /** Runs the process once; resolves with how it ended. `onAnswer` is called when it first answers. */
  const runOnce = async (onAnswer: () => void): Promise<string> => {
    const launched = launch(component.command, log);
    current = launched.ref;
    onChange();
    const ended = new AbortController();
    const asking = untilAnswers(
      component,
      timing,
      AbortSignal.any([ended.signal, stopping.signal]),
      onAnswer,
    );
    const how = await launched.exited;
    ended.abort();
    await asking;
    // Whatever it had started goes with it.
    if (launched.ref !== undefined) signalGroup(launched.ref.pid, "SIGKILL");
    current = undefined;
    onChange();
    return how;
  };

  const restart = async () => {
    let times = 1;
    let how = await firstRun;
    while (!stopping.signal.aborted) {
      const pause = Math.min(timing.firstPause * 2 ** (times - 1), timing.longestPause);
      report.ended(component, how, times, pause);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      const since = performance.now();
      how = await runOnce(() => report.answersAgain(component, performance.now() - since));
      times = performance.now() - since >= timing.steadyAfter ? 1 : times + 1;
    }
  };

  const started = Promise.withResolvers<void>();
  const firstRun = runOnce(() => started.resolve());
  const tooLate = setTimeout(() => {
    const waited = formatDuration(timing.answerWithin);
    started.reject(startFailure(`does not answer after ${waited}`));
  }, timing.answerWithin);
  void firstRun.then((how) => started.reject(startFailure(`ended at its start (${how})`)));
  const ready = started.promise.finally(() => clearTimeout(tooLate));
  const finished = ready.then(restart, () => undefined);

  function startFailure(what: string): Failure {
    return new Failure(`${component.title} ${what}; its log is ${log}`, {
      details: readLogEnd(log, logLinesShown),
    });
  }

  return {
    ready,
    current: () => current,
    async stop() {
      stopping.abort();
      if (current !== undefined) {
        const { insistAfterMs } = component;
        await endProcess(current, { graceMs: timing.stopGrace, insistAfterMs });
      }
      await Promise.all([firstRun, finished]);
    },
    kill() {
      stopping.abort();
      if (current !== undefined) signalGroup(current.pid, "SIGKILL");
    },
  };
}

/** Asks until the component answers, then calls `onAnswer`; or until `signal` aborts. */
async function untilAnswers(
  component: Component,
  timing: SupervisorTiming,
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const oneProbe = AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]);
    const answers = await component.answers(oneProbe);
    if (signal.aborted) return;
    if (answers) return onAnswer();
    await sleep(timing.probeEvery, undefined, { signal }).catch(() => undefined);
  }
}
