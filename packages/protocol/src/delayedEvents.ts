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

const delayMs = v.pipe(v.number(), v.integer(), v.minValue(1));
const scheduledEvent = v.object({
  room_id: v.string(),
  delay_ms: v.optional(delayMs),
  // The name in MSC4140's earlier text.
  delay: v.optional(delayMs),
});

/** What a homeserver says about an event that is scheduled. */
export interface ScheduledEvent {
  readonly roomId: string;
  /** Milliseconds from its last restart to when it is sent. Undefined when the homeserver does not say. */
  readonly delayMs: number | undefined;
}

/** Reads the answer of `GET …/delayed_events/{id}` (MSC4140). */
export function parseScheduledEvent(input: unknown): ScheduledEvent | undefined {
  const result = v.safeParse(scheduledEvent, input);
  if (!result.success) return undefined;
  const { room_id: roomId, delay_ms: delay, delay: olderDelay } = result.output;
  return { roomId, delayMs: delay ?? olderDelay };
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
