import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRetryAfter } from "./retryAfter.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

describe("readRetryAfter", () => {
  it.each([
    ["seconds", "3", {}, 3_000],
    ["a date", "Sat, 21 Nov 2026 12:00:30 GMT", {}, 30_000],
    ["a date of the older form", "Saturday, 21-Nov-26 12:00:30 GMT", {}, 30_000],
    ["the header before the body", "3", { retry_after_ms: 10_000 }, 3_000],
    ["the body alone", undefined, { retry_after_ms: 918 }, 1_000],
    [
      "the body when the header is over",
      "Sat, 21 Nov 2026 11:00:00 GMT",
      { retry_after_ms: 1 },
      1_000,
    ],
    ["the body when the header is zero", "0", { retry_after_ms: 2_000 }, 2_000],
    ["the body when the header is nonsense", "soon", { retry_after_ms: 2_000 }, 2_000],
    ["no negative time", undefined, { retry_after_ms: -5 }, undefined],
    ["no zero", "0", { retry_after_ms: 0 }, undefined],
    ["no text", undefined, { retry_after_ms: "5" }, undefined],
    ["no negative seconds", "-5", {}, undefined],
    ["no fraction", "1.5", {}, undefined],
    ["no date of another format", "2026-11-21T12:00:30Z", {}, undefined],
    ["not longer than an hour", "99999999", {}, 3_600_000],
    ["nothing", undefined, undefined, undefined],
  ])("[SO17] reads %s", (_what, header, body, expected) => {
    expect(readRetryAfter(header, body, now)).toBe(expected);
  });

  it("[SO17] says whole seconds up to an hour, or nothing, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.option(fc.oneof(fc.string(), fc.date().map(String), fc.integer().map(String)), {
          nil: undefined,
        }),
        fc.oneof(fc.jsonValue(), fc.record({ retry_after_ms: fc.double() })),
        (header, body) => {
          const ms = readRetryAfter(header, body, now);
          if (ms === undefined) return;
          expect(ms % 1_000).toBe(0);
          expect(ms).toBeGreaterThan(0);
          expect(ms).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });
});
