import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLockRequest, parseMuteAllRequest, parseMuteRequest } from "./moderation.ts";

describe("moderation requests", () => {
  it.each([undefined, null, {}])("[PO1] mean the microphone when they say nothing: %j", (body) => {
    expect(parseMuteRequest(body)).toEqual({ sources: ["microphone"] });
    expect(parseMuteAllRequest(body)).toEqual({ sources: ["microphone"] });
  });

  it("[PO1] say which device, which sources, and whom not", () => {
    const sources = ["camera", "screen"];
    expect(parseMuteRequest({ device: "PHONE", sources })).toEqual({ device: "PHONE", sources });
    const except = ["@a:example.com"];
    expect(parseMuteAllRequest({ except, sources })).toEqual({ except, sources });
    expect(parseMuteAllRequest({ except: [] })).toEqual({ except: [], sources: ["microphone"] });
    expect(parseLockRequest({ locked: false })).toEqual({ locked: false });
  });

  it.each([
    { sources: [] },
    { sources: ["speaker"] },
    { source: ["camera"] },
    { device: "" },
    { device: "a\u0000b" },
    "mute",
    [[]],
    7,
  ])("[PO2] are refused when they are wrong: %j", (body) => {
    expect(parseMuteRequest(body)).toBeUndefined();
  });

  it.each([{ exept: [] }, { except: ["alice"] }, { except: "@a:b" }, { device: "PHONE" }])(
    "[PO2] to silence everybody are refused when they are wrong: %j",
    (body) => {
      expect(parseMuteAllRequest(body)).toBeUndefined();
    },
  );

  it.each([undefined, null, {}, { locked: "true" }, { locked: 1 }, { locked: true, by: "me" }])(
    "[PO2] to lock are refused when they are wrong: %j",
    (body) => {
      expect(parseLockRequest(body)).toBeUndefined();
    },
  );

  it("[PO2] throw nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        for (const parse of [parseMuteRequest, parseMuteAllRequest, parseLockRequest]) {
          expect(() => parse(body)).not.toThrow();
        }
      }),
    );
  });
});
