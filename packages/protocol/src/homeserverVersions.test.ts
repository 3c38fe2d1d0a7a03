import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUnstableFeatures } from "./homeserverVersions.ts";

describe("versions of a homeserver", () => {
  it("[PH16] has the features that are on", () => {
    const answer = {
      versions: ["v1.11"],
      unstable_features: { on: true, off: false, odd: "true" },
    };
    expect(parseUnstableFeatures(answer)).toEqual(new Set(["on"]));
    expect(parseUnstableFeatures({ versions: [] })).toEqual(new Set());
  });

  it("[PH15] no answer makes the reader throw", () => {
    expect(parseUnstableFeatures({ unstable_features: {} })).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (input) => void parseUnstableFeatures(input)));
  });
});
