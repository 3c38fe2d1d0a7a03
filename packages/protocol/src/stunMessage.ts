import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const headerLength = 20;
const magicCookie = 0x2112a442;
const integrityLength = 4 + 20;
const fingerprintLength = 4 + 4;

/** Types of messages: method and class (RFC 8489 §5, RFC 8656 §3). */
export const stunType = {
  bindingRequest: 0x0001,
  bindingSuccess: 0x0101,
  allocateRequest: 0x0003,
  allocateSuccess: 0x0103,
  refreshRequest: 0x0004,
} as const;

/** Attributes (RFC 8489 §14, RFC 8656 §18, RFC 8445 §16.1). */
export const stunAttribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  priority: 0x0024,
  iceControlled: 0x8029,
  fingerprint: 0x8028,
} as const;

export interface StunMessage {
  /** One of `stunType`, or another. */
  readonly type: number;
  /** 12 bytes, by which an answer is known. */
  readonly transactionId: Uint8Array;
  /** The first of each kind, by its number. */
  readonly attributes: ReadonlyMap<number, Uint8Array>;
}

/** Undefined for what is not one whole STUN message. Neither integrity nor fingerprint is checked. */
export function parseStunMessage(bytes: Uint8Array): StunMessage | undefined {
  if (bytes.length < headerLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isStun = (bytes[0] ?? 0xff) < 0x40 && view.getUint32(4) === magicCookie;
  if (!isStun || view.getUint16(2) !== bytes.length - headerLength) return undefined;
  const attributes = new Map<number, Uint8Array>();
  for (let at = headerLength; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const type = view.getUint16(at);
    const end = at + 4 + view.getUint16(at + 2);
    if (end > bytes.length) return undefined;
    if (!attributes.has(type)) attributes.set(type, bytes.slice(at + 4, end));
    at = align(end);
  }
  return { type: view.getUint16(0), transactionId: bytes.slice(8, headerLength), attributes };
}

/** With a `key` the message ends with MESSAGE-INTEGRITY (HMAC-SHA1) and FINGERPRINT (RFC 8489 §14.5 and §14.7). */
export function formatStunMessage(message: StunMessage, key?: Uint8Array): Uint8Array {
  const attributes = [...message.attributes];
  const length = attributes.reduce((sum, [, value]) => sum + 4 + align(value.length), headerLength);
  const bytes = new Uint8Array(
    length + (key === undefined ? 0 : integrityLength + fingerprintLength),
  );
  const view = new DataView(bytes.buffer);
  view.setUint16(0, message.type);
  view.setUint16(2, length - headerLength);
  view.setUint32(4, magicCookie);
  bytes.set(message.transactionId.subarray(0, 12), 8);
  const put = (at: number, type: number, value: Uint8Array): number => {
    view.setUint16(at, type);
    view.setUint16(at + 2, value.length);
    bytes.set(value, at + 4);
    return at + 4 + align(value.length);
  };
  let at = headerLength;
  for (const [type, value] of attributes) at = put(at, type, value);
  if (key === undefined) return bytes;

  // Both are computed over what is before them, with a length that counts them in already.
  view.setUint16(2, length - headerLength + integrityLength);
  const integrity = hmac(sha1, key, bytes.subarray(0, at));
  at = put(at, stunAttribute.messageIntegrity, integrity);
  view.setUint16(2, bytes.length - headerLength);
  const fingerprint = new Uint8Array(4);
  new DataView(fingerprint.buffer).setUint32(0, crc32(bytes.subarray(0, at)) ^ 0x5354554e);
  put(at, stunAttribute.fingerprint, fingerprint);
  return bytes;
}

/** The key of a user with a password (RFC 8489 §9.2.2, algorithm MD5). */
export function longTermKey(username: string, realm: Uint8Array, password: string): Uint8Array {
  return md5(concatBytes(utf8ToBytes(`${username}:`), realm, utf8ToBytes(`:${password}`)));
}

function align(length: number): number {
  return (length + 3) & ~3;
}

/** As in Ethernet and ZIP (ITU-T V.42). */
function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
  }
  return ~rest;
}
