import * as v from "valibot";

const event = v.object({
  room_id: v.string(),
  type: v.string(),
  sender: v.string(),
  event_id: v.string(),
  state_key: v.optional(v.string()),
  origin_server_ts: v.number(),
  content: v.unknown(),
});

const transaction = v.object({ events: v.array(v.unknown()) });

/** An event that the homeserver pushes to its application service (application service API, transactions). */
export interface PushedEvent {
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  readonly eventId: string;
  /** Undefined for events that are no state. */
  readonly stateKey: string | undefined;
  /** Milliseconds since the Unix epoch, as the sender's server claims. */
  readonly originServerTs: number;
  /** Untrusted; encrypted events have a ciphertext here. */
  readonly content: unknown;
}

/**
 * The body of `PUT /_matrix/app/v1/transactions/{txnId}`. What is no event of a room is left out; undefined when it is
 * no transaction at all.
 */
export function parseAppServiceTransaction(input: unknown): readonly PushedEvent[] | undefined {
  const result = v.safeParse(transaction, input);
  if (!result.success) return undefined;
  return result.output.events.flatMap((entry) => {
    const read = v.safeParse(event, entry);
    if (!read.success) return [];
    const { room_id, type, sender, event_id, state_key, origin_server_ts, content } = read.output;
    return [
      {
        roomId: room_id,
        type,
        sender,
        eventId: event_id,
        stateKey: state_key,
        originServerTs: origin_server_ts,
        content,
      },
    ];
  });
}
