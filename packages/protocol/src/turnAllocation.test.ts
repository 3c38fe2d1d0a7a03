import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatStunMessage, parseStunMessage, stunAttribute } from "./stunMessage.ts";
import { formatTurnAllocation, formatTurnRelease, parseTurnAnswer } from "./turnAllocation.ts";

const text = (value: string) => Uint8Array.from(Buffer.from(value));
const transactionId = Uint8Array.from({ length: 12 }, (_, index) => index + 1);
const request = formatTurnAllocation(transactionId);
const challenge = { realm: text("example.org"), nonce: text("nonce") };
const user = { username: "1700000000:alice", password: "secret" };

function answer(type: number, attributes: readonly (readonly [number, Uint8Array])[], id = 1) {
  const message = {
    type,
    transactionId: transactionId.with(0, id),
    attributes: new Map(attributes),
  };
  return formatStunMessage(message);
}

const errorCode = (code: number) =>
  [stunAttribute.errorCode, Uint8Array.of(0, 0, Math.floor(code / 100), code % 100)] as const;

describe("TURN allocation", () => {
  it("[TU1] asks for a relay of UDP, first as nobody", () => {
    const message = parseStunMessage(request);
    expect(message?.type).toBe(0x0003);
    expect([...(message?.attributes ?? [])]).toEqual([[0x0019, Uint8Array.of(17, 0, 0, 0)]]);
  });

  it("[TU1] signs as the user, and gives the relay back with a lifetime of zero", () => {
    const again = parseStunMessage(formatTurnAllocation(transactionId, { user, challenge }));
    expect(again?.attributes.get(stunAttribute.username)).toEqual(text(user.username));
    expect(again?.attributes.get(stunAttribute.realm)).toEqual(challenge.realm);
    expect(again?.attributes.get(stunAttribute.nonce)).toEqual(challenge.nonce);
    expect(again?.attributes.get(stunAttribute.messageIntegrity)).toHaveLength(20);
    const release = parseStunMessage(formatTurnRelease(transactionId, { user, challenge }));
    expect(release?.type).toBe(0x0004);
    expect(release?.attributes.get(stunAttribute.lifetime)).toEqual(new Uint8Array(4));
  });

  it.each([401, 438])("[TU2] reads the challenge of error %d", (code) => {
    const attributes = [
      errorCode(code),
      [stunAttribute.realm, challenge.realm],
      [stunAttribute.nonce, challenge.nonce],
    ] as const;
    expect(parseTurnAnswer(answer(0x0113, attributes), request)).toEqual({
      kind: "challenge",
      challenge,
    });
  });

  it("[TU2] reads another error", () => {
    expect(parseTurnAnswer(answer(0x0113, [errorCode(486)]), request)).toEqual({
      kind: "refused",
      code: 486,
    });
  });

  it("[TU3] reads the address of the relay", () => {
    // RFC 5769 §2.2: 192.0.2.1 port 32853.
    const relayed = [
      stunAttribute.xorRelayedAddress,
      Uint8Array.of(0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43),
    ] as const;
    expect(parseTurnAnswer(answer(0x0103, [relayed]), request)).toEqual({
      kind: "allocated",
      address: "192.0.2.1:32853",
    });
  });

  it.each([
    ["another transaction's answer", answer(0x0103, [], 99)],
    ["a success without a relay", answer(0x0103, [])],
    ["an error without a code", answer(0x0113, [])],
    ["the request", request],
  ])("[TU2] takes %s for no answer", (_what, packet) => {
    expect(parseTurnAnswer(packet, request)).toBeUndefined();
  });

  it("[TU4] no packet makes the reader throw", () => {
    const attributes = fc.array(
      fc.tuple(fc.constantFrom(...Object.values(stunAttribute)), fc.uint8Array()),
    );
    fc.assert(
      fc.property(fc.constantFrom(0x0103, 0x0113, 1), attributes, (type, list) => {
        expect(() => parseTurnAnswer(answer(type, list), request)).not.toThrow();
      }),
    );
  });
});
