const headerLength = 20;
const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;

/**
 * A STUN binding request without attributes (RFC 8489 §5): 20 bytes. `transactionId` is 12 random bytes, of which the
 * answer is known.
 */
export function formatStunBinding(transactionId: Uint8Array): Uint8Array {
  const message = new Uint8Array(headerLength);
  const view = new DataView(message.buffer);
  view.setUint16(0, bindingRequest);
  view.setUint32(4, magicCookie);
  message.set(transactionId.subarray(0, 12), 8);
  return message;
}

/** Whether `answer` is the success response (RFC 8489 §5) to `request`, by its magic cookie and transaction id. */
export function answersStunBinding(answer: Uint8Array, request: Uint8Array): boolean {
  if (answer.length < headerLength) return false;
  const type = new DataView(answer.buffer, answer.byteOffset).getUint16(0);
  const isSame = request.subarray(4).every((byte, index) => answer[index + 4] === byte);
  return type === bindingSuccess && isSame;
}
