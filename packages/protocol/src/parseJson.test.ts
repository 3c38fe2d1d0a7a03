import { describe, expect, it } from "vitest";
import { parseJson } from "./parseJson.ts";

describe("JSON", () => {
  it("[JS1] reads JSON, and answers undefined for anything else", () => {
    expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
    for (const text of ["", "{", "undefined", undefined]) expect(parseJson(text)).toBeUndefined();
  });
});
