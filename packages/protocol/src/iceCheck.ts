import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { IceCredentials } from "./iceDescription.ts";
import { formatStunMessage, parseStunMessage, stunAttribute, stunType } from "./stunMessage.ts";

/**
 * A connectivity check (RFC 8445 §7.2.2) of the peer that answered the offer. `transactionId` is 12 random bytes,
 * `tieBreaker` 8.
 */
export function formatIceCheck(check: {
  readonly transactionId: Uint8Array;
  readonly tieBreaker: Uint8Array;
  readonly own: IceCredentials;
  readonly other: IceCredentials;
}): Uint8Array {
  const { transactionId, tieBreaker, own, other } = check;
  const attributes = new Map<number, Uint8Array>([
    [stunAttribute.username, utf8ToBytes(`${other.usernameFragment}:${own.usernameFragment}`)],
    // Any will do: there is one candidate of ours, which has none of its own.
    [stunAttribute.priority, Uint8Array.of(0x6e, 0, 0x1e, 0xff)],
    [stunAttribute.iceControlled, tieBreaker],
  ]);
  const type = stunType.bindingRequest;
  return formatStunMessage({ type, transactionId, attributes }, utf8ToBytes(other.password));
}

/** Whether a packet answers that check. An error does, too: it came from there all the same. */
export function answersIceCheck(packet: Uint8Array, check: Uint8Array): boolean {
  const message = parseStunMessage(packet);
  const isAnswer = message?.type === stunType.bindingSuccess || message?.type === 0x0111;
  return isAnswer && message.transactionId.every((byte, index) => byte === check[8 + index]);
}
