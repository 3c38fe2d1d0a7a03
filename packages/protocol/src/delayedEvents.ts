import * as v from "valibot";

const scheduled = v.object({ delay_id: v.pipe(v.string(), v.minLength(1)) });

const versions = v.object({ unstable_features: v.record(v.string(), v.unknown()) });

const capabilities = v.object({
  capabilities: v.object({
    "org.matrix.msc4140.delayed_events": v.object({ max_delay_ms: v.number() }),
  }),
});

/** The id of an event that was scheduled (MSC4140): whoever knows it can send or cancel the event. */
export function parseDelayId(input: unknown): string | undefined {
  const result = v.safeParse(scheduled, input);
  return result.success ? result.output.delay_id : undefined;
}

/** Whether the answer of `GET /_matrix/client/versions` offers delayed events (MSC4140). */
export function offersDelayedEvents(input: unknown): boolean {
  const result = v.safeParse(versions, input);
  return result.success && result.output.unstable_features["org.matrix.msc4140"] === true;
}

/** The longest delay, in milliseconds, in the answer of `GET /_matrix/client/v3/capabilities`; undefined when not told. */
export function parseMaxDelay(input: unknown): number | undefined {
  const result = v.safeParse(capabilities, input);
  return result.success
    ? result.output.capabilities["org.matrix.msc4140.delayed_events"].max_delay_ms
    : undefined;
}
