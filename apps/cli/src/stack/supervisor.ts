import type { Component, ComponentName } from "./component.ts";
import {
  type KeptComponent,
  keepRunning,
  type RestartReport,
  type SupervisorTiming,
} from "./keepRunning.ts";
import type { Launched } from "./launch.ts";

export const stopGraceMs = 5000;

export const supervisorTiming: SupervisorTiming = {
  firstPause: 500,
  longestPause: 30_000,
  steadyAfter: 60_000,
  answerWithin: 90_000,
  probeEvery: 50,
  stopGrace: stopGraceMs,
};

export type RunningProcesses = Readonly<Partial<Record<ComponentName, Launched["ref"]>>>;

/** Keeps all components of a stack running. */
export interface Supervisor {
  /** Starts all at once. `watch` is given each component with the promise that it answers. */
  start(watch: (component: Component, ready: Promise<void>) => Promise<void>): Promise<void>;
  /** Ends all, the last of the list first, each before the next. */
  stop(): Promise<void>;
  /** Ends all at once, without waiting. */
  kill(): void;
  running(): RunningProcesses;
}

export interface SupervisorOptions {
  readonly components: readonly Component[];
  readonly logOf: (component: Component) => string;
  readonly timing: SupervisorTiming;
  readonly report: RestartReport;
  readonly onChange: () => void;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const kept = new Map<Component, KeptComponent>();
  return {
    async start(watch) {
      for (const component of options.components) {
        kept.set(component, keepRunning(component, { ...options, log: options.logOf(component) }));
      }
      // The changes so far came before `kept` knew who they were about.
      options.onChange();
      await Promise.all([...kept].map(([component, { ready }]) => watch(component, ready)));
    },
    async stop() {
      for (const component of options.components.toReversed()) await kept.get(component)?.stop();
    },
    kill() {
      for (const component of kept.values()) component.kill();
    },
    running: () =>
      Object.fromEntries(
        [...kept].flatMap(([{ name }, component]) => {
          const ref = component.current();
          return ref === undefined ? [] : [[name, ref]];
        }),
      ),
  };
}
