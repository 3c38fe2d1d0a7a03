import { describe, expect, it } from "vitest";
import { parseMatrixError } from "./matrixError.ts";

describe("Matrix errors", () => {
  it("[PH6] reads code and waiting time", () => {
    expect(
      parseMatrixError({ errcode: "M_LIMIT_EXCEEDED", error: "Too many", retry_after_ms: 918 }),
    ).toEqual({ errcode: "M_LIMIT_EXCEEDED", retryAfterMs: 918 });
  });

  it("[PH7] has an empty code for the page of a proxy", () => {
    expect(parseMatrixError(undefined)).toEqual({ errcode: "" });
    expect(parseMatrixError("Bad gateway")).toEqual({ errcode: "" });
    expect(parseMatrixError({ errcode: 502 })).toEqual({ errcode: "" });
  });

  it("[PH8] finds the delay limit of MSC4140's first drafts", () => {
    expect(
      parseMatrixError({
        errcode: "M_UNKNOWN",
        "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
        "org.matrix.msc4140.max_delay": 10_000,
      }),
    ).toEqual({ errcode: "M_MAX_DELAY_EXCEEDED", maxDelayMs: 10_000 });
  });
});
