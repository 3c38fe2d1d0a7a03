import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";
import { nextCheckAt } from "./nextCheck.ts";

const time = fc.integer({ min: 0, max: 2 ** 42 });
const interval = fc.integer({ min: 1, max: 86_400_000 });

describe("nextCheckAt", () => {
  it("[SJ14] is the same time for all devices of a room, within one interval", () => {
    fc.assert(
      fc.property(fc.string(), time, interval, (room, now, intervalMs) => {
        const next = nextCheckAt(room, now, intervalMs) ?? 0;
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(now + intervalMs);
        expect(nextCheckAt(room, next - 1, intervalMs)).toBe(next);
        expect(nextCheckAt(room, next, intervalMs)).toBe(next + intervalMs);
      }),
    );
  });

  it("[SJ14] is another time for another room", () => {
    const times = Array.from({ length: 300 }, (_, index) =>
      nextCheckAt(`room-${index}`, 0, 30_000),
    );
    const perSecond = Map.groupBy(times, (at) => Math.floor((at ?? 0) / 1_000));
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(30);
  });

  it("[SJ5] is never when checks are off", () => {
    expect(nextCheckAt("room", 1, 0)).toBeUndefined();
  });
});

describe("backoffMs", () => {
  it("[SJ10] starts at a second, grows by half, and ends at a minute, half more or less", () => {
    expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 0.5))).toEqual([
      1_000, 1_500, 2_250, 3_375,
    ]);
    expect([backoffMs(0, 0), backoffMs(0, 1)]).toEqual([500, 1_500]);
    expect([backoffMs(1_000, 0), backoffMs(1_000, 1)]).toEqual([30_000, 60_000]);
  });
});
