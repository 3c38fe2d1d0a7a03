import { describe, expect, it } from "vitest";
import { relativeTime } from "./relativeTime.ts";

const hour = 3_600_000;

describe("relativeTime", () => {
  it.each([
    [0, { value: 0, unit: "minute" }],
    [59 * 60_000, { value: -59, unit: "minute" }],
    [hour, { value: -1, unit: "hour" }],
    [47 * hour, { value: -1, unit: "day" }],
    [8 * 24 * hour, { value: -1, unit: "week" }],
    [400 * 24 * hour, { value: -1, unit: "year" }],
    [-5000, { value: 0, unit: "minute" }],
  ])("[TM1] %i ms ago is %o", (passed, expected) => {
    const told = relativeTime(1_000_000_000_000, 1_000_000_000_000 - passed);
    expect({ ...told, value: told.value + 0 }).toEqual(expected);
  });
});
