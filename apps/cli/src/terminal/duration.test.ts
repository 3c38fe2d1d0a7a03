import { expect, it } from "vitest";
import { formatDuration } from "./duration.ts";

it.each([
  [0, "0.0 s"],
  [440, "0.4 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [41_200, "41 s"],
  [59_600, "1 min"],
  [161_000, "2 min 41 s"],
  [3_600_000, "1 h"],
  [11_100_000, "3 h 5 min"],
  [360_000_000, "4 d 4 h"],
])("%i ms is %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
