import * as v from "valibot";

const componentState = v.picklist(["up", "down", "off"]);

const healthReport = v.object({
  status: v.picklist(["ok", "degraded"]),
  components: v.object({
    homeserver: componentState,
    sfu: componentState,
    turn: componentState,
    storage: componentState,
  }),
});

/** What `GET /healthz` answers: 200 with `ok`, 503 with `degraded` while a component is `down`. `off` = not configured. */
export type HealthReport = v.InferOutput<typeof healthReport>;
export type ComponentState = v.InferOutput<typeof componentState>;

/** Returns undefined for anything that is not a health report. */
export function parseHealthReport(input: unknown): HealthReport | undefined {
  const result = v.safeParse(healthReport, input);
  return result.success ? result.output : undefined;
}
