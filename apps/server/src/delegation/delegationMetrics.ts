import { Counter, Gauge, type Registry } from "prom-client";
import type { LeaveEnd, LeavePhase } from "./leaveJob.ts";

export interface DelegationMetrics {
  readonly countAction: (action: "look" | "restart" | "send", outcome: string) => void;
  readonly countEnd: (end: LeaveEnd | "replaced") => void;
}

const phases: readonly LeavePhase[] = ["waiting", "connected", "sending"];

/** `count` is asked whenever somebody reads the metrics: all replicas report the same leaves. */
export function createDelegationMetrics(
  registry: Registry,
  count: () => Promise<ReadonlyMap<LeavePhase, number>>,
): DelegationMetrics {
  const actions = new Counter({
    name: "confab_delegated_leave_actions_total",
    help: "What was done for delegated leaves: looks at the SFU, restarts and sending at the homeserver",
    labelNames: ["action", "outcome"],
    registers: [registry],
  });
  const ends = new Counter({
    name: "confab_delegated_leaves_ended_total",
    help: "Delegated leaves that are done with, by how they ended",
    labelNames: ["end"],
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: "confab_delegated_leaves",
      help: "Delegated leaves by state, in the database of all replicas",
      labelNames: ["state"],
      registers: [],
      async collect() {
        const counts = await count();
        for (const phase of phases) this.set({ state: phase }, counts.get(phase) ?? 0);
      },
    }),
  );
  return {
    countAction: (action, outcome) => {
      actions.inc({ action, outcome });
    },
    countEnd: (end) => {
      ends.inc({ end });
    },
  };
}
