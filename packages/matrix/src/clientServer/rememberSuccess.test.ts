import { describe, expect, it } from "vitest";
import { rememberSuccess } from "./rememberSuccess.ts";

describe("rememberSuccess", () => {
  it("[MC4] asks once for many, and again after a failure", async () => {
    let asked = 0;
    const ask = rememberSuccess(async () => {
      asked += 1;
      if (asked === 1) throw new Error("no network");
      return asked;
    });
    const failures = await Promise.allSettled([ask(), ask()]);
    expect(failures.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await Promise.all([ask(), ask()])).toEqual([2, 2]);
    expect(await ask()).toBe(2);
  });
});
