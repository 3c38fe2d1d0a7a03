import { describe, expect, it } from "vitest";
import { formatElapsed } from "./formatElapsed.ts";

describe("formatElapsed", () => {
  it.each([
    [0, "0:00"],
    [59, "0:59"],
    [247, "4:07"],
    [3600, "1:00:00"],
    [3729, "1:02:09"],
    [90_061, "25:01:01"],
  ])("[EL1] shows %i seconds as %s", (seconds, shown) => {
    expect(formatElapsed(seconds)).toBe(shown);
  });
});
