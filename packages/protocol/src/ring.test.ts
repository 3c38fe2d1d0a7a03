import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRingEvent, parseRingRequest } from "./ring.ts";

const bob = "@bob:example.com";

describe("parseRingRequest", () => {
  it("[PC1] reads whom to ring, for which call, and how long", () => {
    expect(parseRingRequest({ room: true })).toEqual({
      people: "room",
      lifetimeMs: 90_000,
      intent: undefined,
      slotId: "m.call#ROOM",
      notificationEventId: undefined,
    });
    expect(
      parseRingRequest({
        users: [bob],
        lifetimeMs: 30_000,
        intent: "video",
        slotId: "m.call#other",
        notificationEventId: "$e",
      }),
    ).toEqual({
      people: [bob],
      lifetimeMs: 30_000,
      intent: "video",
      slotId: "m.call#other",
      notificationEventId: "$e",
    });
  });

  it.each([
    null,
    [],
    {},
    { room: false },
    { room: true, users: [bob] },
    { users: [] },
    { users: ["bob"] },
    { users: Array.from({ length: 101 }, () => bob) },
    { room: true, lifetimeMs: 0 },
    { room: true, lifetimeMs: 120_001 },
    { room: true, lifetimeMs: 1.5 },
    { room: true, notificationEventId: "e" },
    { room: true, slotId: "a\0b" },
    { room: true, lifetime: 5 },
  ])("[PC1] refuses %j", (body) => {
    expect(parseRingRequest(body)).toBeUndefined();
  });

  it("[PC4] throws for nothing", () => {
    const anyBody = fc.record(
      { users: fc.jsonValue(), room: fc.jsonValue(), lifetimeMs: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyBody), (body) => {
        const lifetimeMs = parseRingRequest(body)?.lifetimeMs ?? 1;
        expect(Number.isInteger(lifetimeMs) && lifetimeMs > 0 && lifetimeMs <= 120_000).toBe(true);
      }),
    );
  });
});

describe("parseRingEvent", () => {
  const type = "org.matrix.msc4075.rtc.notification";
  const content = {
    notification_type: "ring",
    "m.mentions": { user_ids: [], room: true },
    "m.relates_to": { rel_type: "m.reference", event_id: "$membership" },
    sender_ts: 1_700_000_000_000,
    lifetime: 90_000,
    "m.call.intent": "audio",
  };
  const read = (changes: object, other: { type?: string; eventId?: string } = {}) =>
    parseRingEvent({ type, eventId: "$ring", ...other, content: { ...content, ...changes } });

  it("[PC2] reads the notification that rings, as clients send it today", () => {
    expect(read({})).toEqual({
      kind: "ring",
      ring: {
        people: "room",
        lifetimeMs: 90_000,
        intent: "voice",
        slotId: "m.call#ROOM",
        notificationEventId: "$ring",
      },
    });
    const mentioned = read({
      "m.mentions": { user_ids: [1, bob, "x"] },
      slot_id: "s",
      lifetime: 1e9,
    });
    expect(mentioned).toMatchObject({
      ring: { people: [bob], slotId: "s", lifetimeMs: 120_000 },
    });
    expect(read({}, { type: "m.rtc.notification" })).toBeDefined();
  });

  it.each([
    [{ notification_type: "notification" }, {}],
    [{ "m.mentions": { user_ids: [], room: false } }, {}],
    [{ "m.mentions": {} }, {}],
    [{ "m.mentions": { user_ids: ["bob", 1] } }, {}],
    [{ lifetime: -1 }, {}],
    [{}, { type: "m.room.message" }],
    [{}, { eventId: "ring" }],
  ])("[PC2] takes %j in %j for no ring", (changes, other) => {
    expect(read(changes, other)).toBeUndefined();
  });

  it("[PC3] reads the decline of a ring", () => {
    const relation = { rel_type: "m.reference", event_id: "$ring" };
    const decline = (relates: object, declineType = "org.matrix.msc4310.rtc.decline") =>
      parseRingEvent({ type: declineType, eventId: "$d", content: { "m.relates_to": relates } });
    expect(decline(relation)).toEqual({ kind: "decline", notificationEventId: "$ring" });
    expect(decline(relation, "m.rtc.decline")).toBeDefined();
    expect(decline({ ...relation, rel_type: "m.thread" })).toBeUndefined();
    expect(decline({ rel_type: "m.reference" })).toBeUndefined();
  });

  it("[PC4] throws for nothing", () => {
    const types = fc.constantFrom(type, "org.matrix.msc4310.rtc.decline", "m.x");
    fc.assert(
      fc.property(types, fc.string(), fc.jsonValue(), (eventType, eventId, anything) => {
        // What is made up at random rings nobody.
        expect(parseRingEvent({ type: eventType, eventId, content: anything })).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(content)), fc.jsonValue(), (key, anything) => {
        const event = read({ [key]: anything });
        if (event?.kind !== "ring") return;
        expect(event.ring.lifetimeMs).toBeLessThanOrEqual(120_000);
        expect(event.ring.people).not.toHaveLength(0);
      }),
    );
  });
});
