import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTokenRefusal } from "./tokenRefusal.ts";

describe("the refusal of a token", () => {
  it.each(["not-joined", "removed", "locked"])("[PG5] says %s", (reason) => {
    const body = { errcode: "M_FORBIDDEN", error: "…", reason };
    expect(parseTokenRefusal(body)).toBe(reason);
  });

  it("[PG5] says nothing otherwise, and does not throw", () => {
    for (const body of [undefined, {}, { reason: 5 }, { reason: "toString" }, []]) {
      expect(parseTokenRefusal(body)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(parseTokenRefusal(body)).toBeUndefined();
      }),
    );
  });
});
