import { describe, expect, it } from "vitest";
import { answersStunBinding, formatStunBinding } from "./stunBinding.ts";

const transactionId = Uint8Array.from({ length: 12 }, (_, index) => index + 1);
const request = formatStunBinding(transactionId);

function answer(change: (bytes: Uint8Array) => void = () => {}): Uint8Array {
  const bytes = Uint8Array.from([...request, 0, 0, 0, 0]);
  bytes[0] = 0x01;
  bytes[1] = 0x01;
  change(bytes);
  return bytes;
}

describe("STUN binding", () => {
  it("[ST1] asks with type, magic cookie and transaction id, and no attributes", () => {
    expect([...request]).toEqual([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...transactionId]);
  });

  it("[ST2] knows the success response to its own request, whatever follows the header", () => {
    expect(answersStunBinding(answer(), request)).toBe(true);
  });

  it.each([
    ["another type", answer((bytes) => bytes.set([0x01, 0x11]))],
    ["another magic cookie", answer((bytes) => bytes.set([0], 4))],
    ["another transaction", answer((bytes) => bytes.set([99], 19))],
    ["a short message", answer().subarray(0, 19)],
    ["the request itself", request],
  ])("[ST2] does not take %s for it", (_what, message) => {
    expect(answersStunBinding(message, request)).toBe(false);
  });
});
