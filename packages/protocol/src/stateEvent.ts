import * as v from "valibot";

const stateEvent = v.object({
  type: v.string(),
  state_key: v.string(),
  sender: v.string(),
  event_id: v.string(),
  origin_server_ts: v.number(),
  content: v.record(v.string(), v.unknown()),
});

/** One state event (client-server API, `ClientEvent`). `content` is untrusted. */
export interface StateEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly sender: string;
  readonly eventId: string;
  /** Milliseconds since the Unix epoch, as the sender's server claims. */
  readonly originServerTs: number;
  readonly content: unknown;
}

/** The answer of `GET /_matrix/client/v3/rooms/{id}/state`. What is not a state event is left out. */
export function parseStateEvents(input: unknown): readonly StateEvent[] {
  if (!Array.isArray(input)) return [];
  return input.flatMap((entry: unknown) => {
    const result = v.safeParse(stateEvent, entry);
    if (!result.success) return [];
    const { type, state_key, sender, event_id, origin_server_ts, content } = result.output;
    return [
      {
        type,
        stateKey: state_key,
        sender,
        eventId: event_id,
        originServerTs: origin_server_ts,
        content,
      },
    ];
  });
}
