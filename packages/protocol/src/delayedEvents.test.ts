import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScheduledEvent } from "./delayedEvents.ts";

describe("parseScheduledEvent", () => {
  it("[PH16] reads room and delay, under its old name too", () => {
    const common = { delay_id: "d", room_id: "!r", type: "t", content: {} };
    expect(parseScheduledEvent({ ...common, delay_ms: 8000, delay: 1 })).toEqual({
      roomId: "!r",
      delayMs: 8000,
    });
    expect(parseScheduledEvent({ ...common, delay: 8000 })).toMatchObject({ delayMs: 8000 });
    expect(parseScheduledEvent(common)).toEqual({ roomId: "!r", delayMs: undefined });
    expect(parseScheduledEvent({ ...common, delay_ms: 0 })).toBeUndefined();
  });

  it("[PH16] never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(parseScheduledEvent(input)).toBeUndefined();
      }),
    );
  });
});
