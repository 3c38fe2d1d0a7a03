import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeUnpaddedBase64 } from "./unpaddedBase64.ts";

describe("encodeUnpaddedBase64", () => {
  it("[PI3] agrees with the platform's encoder but for the padding", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const padded = Buffer.from(bytes).toString("base64");
        expect(encodeUnpaddedBase64(bytes)).toBe(padded.replace(/=+$/, ""));
      }),
    );
  });
});
