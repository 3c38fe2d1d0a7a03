import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { accountErrorReasons } from "./accountError.ts";
import { callErrorCodes } from "./callError.ts";

const page = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");

/** What stands in the first column of the table under a heading. */
function listedUnder(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, code = ""]) => code);
}

describe("docs/errors.md", () => {
  it("[ER1] lists every code of a call's errors", () => {
    expect(listedUnder("Calls").toSorted()).toEqual(callErrorCodes.toSorted());
  });

  it("[ER1] lists every reason of a failed sign-in", () => {
    expect(listedUnder("Signing in").toSorted()).toEqual(accountErrorReasons.toSorted());
  });
});
