import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIssuedToken, parseRelayedAnswer } from "./federationRelay.ts";

describe("parseRelayedAnswer", () => {
  it("[PT10] has the other homeserver's status, content and error code", () => {
    expect(parseRelayedAnswer({ status: 200, content: { jwt: "j" } })).toEqual({
      status: 200,
      content: { jwt: "j" },
      errcode: "",
    });
    const content = { errcode: "M_FORBIDDEN", error: "no" };
    expect(parseRelayedAnswer({ status: 403, content })).toMatchObject({ errcode: "M_FORBIDDEN" });
    expect(parseRelayedAnswer({ status: 502, content: null })).toMatchObject({ errcode: "" });
    expect(parseRelayedAnswer({ content })).toBeUndefined();
  });

  it("[PT10] never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        parseRelayedAnswer(input);
        expect(parseIssuedToken(input)).toBeUndefined();
      }),
    );
  });
});

describe("parseIssuedToken", () => {
  it("[PT10] has a token, or there is none", () => {
    expect(parseIssuedToken({ jwt: "j", url: "ignored" })).toBe("j");
    expect(parseIssuedToken({ jwt: "" })).toBeUndefined();
  });
});
