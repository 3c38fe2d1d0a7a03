import * as v from "valibot";
import { legacySlotId } from "./identity.ts";
import { isIdentifier, isUserId } from "./matrixId.ts";

/** Longest time that a ring lasts (MSC4075), in milliseconds. */
export const maxRingLifetimeMs = 120_000;
const defaultLifetimeMs = 90_000;
/** Most people who are rung by name at once. */
const mostPeople = 100;

/** Somebody rings people of a room for a call. */
export interface Ring {
  /** Everybody in the room, or these. */
  readonly people: readonly string[] | "room";
  readonly lifetimeMs: number;
  readonly intent: "voice" | "video" | undefined;
  readonly slotId: string;
  /** Of the Matrix event that rang (MSC4075), when there is one. */
  readonly notificationEventId: string | undefined;
}

const identifier = v.pipe(
  v.string(),
  v.check((text) => isIdentifier(text)),
);
const eventId = v.pipe(v.string(), v.check(isEventId));
const users = v.pipe(v.array(v.pipe(v.string(), v.check(isUserId))), v.maxLength(mostPeople));

const ringRequest = v.pipe(
  v.strictObject({
    notificationEventId: v.optional(eventId),
    users: v.optional(v.pipe(users, v.minLength(1))),
    room: v.optional(v.literal(true)),
    lifetimeMs: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxRingLifetimeMs)),
      defaultLifetimeMs,
    ),
    intent: v.optional(v.picklist(["voice", "video"])),
    slotId: v.optional(identifier, legacySlotId),
  }),
  v.check(({ users, room }) => (users === undefined) !== (room === undefined)),
);

/** Is this the id of a Matrix event? */
export function isEventId(text: string): boolean {
  return text.length > 1 && text.startsWith("$") && isIdentifier(text);
}

/** Body of `POST …/rings`. Returns undefined for anything that is none. */
export function parseRingRequest(input: unknown): Ring | undefined {
  const result = v.safeParse(ringRequest, input);
  if (!result.success) return undefined;
  const { users, lifetimeMs, intent, slotId, notificationEventId } = result.output;
  return { people: users ?? "room", lifetimeMs, intent, slotId, notificationEventId };
}

/** What is no user id mentions nobody. */
const mentionedUsers = v.pipe(
  v.array(v.unknown()),
  v.transform((ids) =>
    ids.filter((id): id is string => typeof id === "string" && isUserId(id)).slice(0, mostPeople),
  ),
);

const notification = v.object({
  notification_type: v.literal("ring"),
  lifetime: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), defaultLifetimeMs),
  "m.mentions": v.optional(
    v.object({
      user_ids: v.fallback(v.optional(mentionedUsers, []), []),
      room: v.fallback(v.optional(v.boolean(), false), false),
    }),
    {},
  ),
  "m.call.intent": v.fallback(v.optional(v.string()), undefined),
  slot_id: v.fallback(v.optional(identifier, legacySlotId), legacySlotId),
});

const decline = v.object({
  "m.relates_to": v.object({ rel_type: v.literal("m.reference"), event_id: eventId }),
});

/** The types of the Matrix event that rings or only tells of a call (MSC4075), and of the one that declines (MSC4310). */
const notificationTypes = new Set(["org.matrix.msc4075.rtc.notification", "m.rtc.notification"]);
const declineTypes = new Set(["org.matrix.msc4310.rtc.decline", "m.rtc.decline"]);

export type RingEvent =
  | { readonly kind: "ring"; readonly ring: Ring }
  | { readonly kind: "decline"; readonly notificationEventId: string };

/** Reads an event that rings or declines; undefined for every other, also for a notification that does not ring. */
export function parseRingEvent(event: {
  readonly type: string;
  readonly eventId: string;
  readonly content: unknown;
}): RingEvent | undefined {
  if (declineTypes.has(event.type)) {
    const result = v.safeParse(decline, event.content);
    if (!result.success) return undefined;
    return { kind: "decline", notificationEventId: result.output["m.relates_to"].event_id };
  }
  if (!notificationTypes.has(event.type) || !isEventId(event.eventId)) return undefined;
  const result = v.safeParse(notification, event.content);
  if (!result.success) return undefined;
  const { lifetime, slot_id, "m.mentions": mentions, "m.call.intent": intent } = result.output;
  if (!mentions.room && mentions.user_ids.length === 0) return undefined;
  return {
    kind: "ring",
    ring: {
      people: mentions.room ? "room" : mentions.user_ids,
      lifetimeMs: Math.min(lifetime, maxRingLifetimeMs),
      intent: intent === "video" ? "video" : intent === "audio" ? "voice" : undefined,
      slotId: slot_id,
      notificationEventId: event.eventId,
    },
  };
}
