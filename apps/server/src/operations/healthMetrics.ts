import type { HealthReport } from "@confab/protocol";
import { Gauge, type Registry } from "prom-client";

/** Whether each component works, asked when the metrics are. A component that is not configured is left out. */
export function registerHealthMetrics(metrics: Registry, check: () => Promise<HealthReport>): void {
  const gauge = new Gauge({
    name: "confab_component_up",
    help: "1 while the component works, 0 while it does not",
    labelNames: ["component"],
    registers: [metrics],
    async collect() {
      const { components } = await check();
      for (const [component, state] of Object.entries(components)) {
        if (state !== "off") gauge.set({ component }, state === "up" ? 1 : 0);
      }
    },
  });
}
