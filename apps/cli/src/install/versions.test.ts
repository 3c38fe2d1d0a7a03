import { describe, expect, it } from "vitest";
import { findVersion, isAtLeast } from "./versions.ts";

describe("versions", () => {
  it.each([
    ["go version go1.26.8 linux/amd64", [1, 26]],
    ["Python 3.9.2", [3, 9]],
    ["go version devel", undefined],
  ])("finds the version in %s", (text, version) => {
    expect(findVersion(text)).toEqual(version);
  });

  it("compares numbers, not text", () => {
    expect(isAtLeast([3, 9], [3, 10])).toBe(false);
    expect(isAtLeast([3, 10], [3, 10])).toBe(true);
    expect(isAtLeast([4, 0], [3, 10])).toBe(true);
    expect(isAtLeast([2, 99], [3, 10])).toBe(false);
  });
});
