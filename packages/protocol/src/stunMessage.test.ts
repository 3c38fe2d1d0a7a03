import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatStunMessage, longTermKey, parseStunMessage, stunAttribute } from "./stunMessage.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
const text = (value: string) => Uint8Array.from(Buffer.from(value));
const nothing = { type: 0, transactionId: new Uint8Array(12), attributes: new Map() };

/** RFC 5769 §2.1: a request with the short-term key `VOkJxbRl1RmTxUk/WvJxBt`. */
const sample = bytes(`
  00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
  80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
  00 24 00 04 6e 00 01 ff
  80 29 00 08 93 2f f9 b1 51 26 3b 36
  00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
  00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
  80 28 00 04 e5 7a 3b cf`);

describe("STUN message", () => {
  it("[ST3] reads the sample request of RFC 5769", () => {
    const message = parseStunMessage(sample);
    expect(message?.type).toBe(0x0001);
    expect(message?.transactionId).toEqual(bytes("b7e7a701bc34d686fa87dfae"));
    expect([...(message?.attributes.keys() ?? [])]).toEqual([
      0x8022, 0x0024, 0x8029, 0x0006, 0x0008, 0x8028,
    ]);
    expect(message?.attributes.get(stunAttribute.username)).toEqual(text("evtj:h6vY"));
  });

  it("[ST4] signs as the sample request with long-term authentication of RFC 5769 does", () => {
    // §2.4. The password is `TheMatrIX`, after SASLprep.
    const sample = bytes(`
      00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e
      00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
      00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 73 41
      00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00
      00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66`);
    const message = parseStunMessage(sample) ?? nothing;
    const attributes = new Map(message.attributes);
    attributes.delete(stunAttribute.messageIntegrity);
    const key = longTermKey("マトリックス", text("example.org"), "TheMatrIX");
    const written = parseStunMessage(formatStunMessage({ ...message, attributes }, key));
    expect(written?.attributes.get(stunAttribute.messageIntegrity)).toEqual(
      message.attributes.get(stunAttribute.messageIntegrity),
    );
  });

  it("[ST5] ends with the checksum of what is before it", () => {
    const message = formatStunMessage({ ...nothing, type: 1 }, text("key"));
    const sum = (crc32(message.subarray(0, -8)) ^ 0x5354554e) >>> 0;
    expect(hex(message.subarray(-8))).toBe(`80280004${sum.toString(16).padStart(8, "0")}`);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["a short header", sample.subarray(0, 19)],
    ["a cut attribute", sample.subarray(0, 40)],
    ["something behind its end", Uint8Array.from([...sample, 0, 0, 0, 0])],
    ["another protocol's packet", Uint8Array.from([0x80, ...sample.subarray(1)])],
    ["another cookie", Uint8Array.from([...sample.subarray(0, 4), 0, ...sample.subarray(5)])],
  ])("[ST3] takes %s for no message", (_what, packet) => {
    expect(parseStunMessage(packet)).toBeUndefined();
  });

  it("[ST3] reads what it wrote", () => {
    const attribute = fc.tuple(fc.nat(0xffff), fc.uint8Array({ maxLength: 30 }));
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 5 }), fc.nat(0x3fff), (list, type) => {
        const attributes = new Map(list);
        const transactionId = Uint8Array.from({ length: 12 }, (_, index) => index);
        const message = { type, transactionId, attributes };
        expect(parseStunMessage(formatStunMessage(message))).toEqual(message);
      }),
    );
  });

  it("[ST6] no packet makes the reader throw", () => {
    const header = fc.nat(100).map((length) => [0, 1, 0, length, 0x21, 0x12, 0xa4, 0x42]);
    fc.assert(
      fc.property(fc.oneof(header, fc.constant([])), fc.uint8Array(), (start, rest) => {
        expect(() => parseStunMessage(Uint8Array.from([...start, ...rest]))).not.toThrow();
      }),
    );
  });
});

function hex(value: Uint8Array | undefined): string {
  return Buffer.from(value ?? []).toString("hex");
}
