import * as v from "valibot";

// Protobuf's JSON form: what has its default value is left out, and a 64-bit number is a string.
const text = v.optional(v.string(), "");
const count = v.optional(
  v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(0)),
  0,
);

const webhook = v.object({
  event: v.pipe(v.string(), v.minLength(1)),
  id: v.pipe(v.string(), v.minLength(1)),
  createdAt: count,
  room: v.optional(v.object({ sid: text, name: text, creationTimeMs: count })),
  participant: v.optional(
    v.object({ sid: text, identity: text, joinedAtMs: count, disconnectReason: text }),
  ),
  track: v.optional(v.object({ sid: text, source: text })),
});

/** What LiveKit tells by webhook. Texts that are missing are empty, numbers 0. */
export interface SfuWebhook {
  /** Such as `participant_joined`. */
  readonly event: string;
  readonly id: string;
  /** Seconds since the Unix epoch, by the SFU's clock. */
  readonly createdAt: number;
  readonly room?:
    | {
        readonly sid: string;
        readonly name: string;
        /** Milliseconds since the Unix epoch. */
        readonly creationTimeMs: number;
      }
    | undefined;
  readonly participant?:
    | {
        readonly sid: string;
        readonly identity: string;
        /** Milliseconds since the Unix epoch. */
        readonly joinedAtMs: number;
        /** Such as `CLIENT_INITIATED`. */
        readonly disconnectReason: string;
      }
    | undefined;
  readonly track?:
    | {
        readonly sid: string;
        /** Such as `SCREEN_SHARE_AUDIO`. */
        readonly source: string;
      }
    | undefined;
}

/** The body of a webhook (LiveKit's `WebhookEvent` in protobuf's JSON form); undefined when it is none. */
export function parseSfuWebhook(input: unknown): SfuWebhook | undefined {
  const result = v.safeParse(webhook, input);
  return result.success ? result.output : undefined;
}
