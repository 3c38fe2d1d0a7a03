import { utf8ToBytes } from "@noble/hashes/utils.js";
import {
  formatStunMessage,
  longTermKey,
  parseStunMessage,
  stunAttribute,
  type StunMessage,
  stunType,
} from "./stunMessage.ts";

/** For relaying UDP, whatever the transport to the TURN server: the protocol's number in a 32-bit field (RFC 8656 §18.7). */
const relayUdp = Uint8Array.of(17, 0, 0, 0);

/** What a TURN server wants to see before it believes anybody (RFC 8489 §9.2.4). */
export interface TurnChallenge {
  readonly realm: Uint8Array;
  readonly nonce: Uint8Array;
}

/** A secret. */
export interface TurnUser {
  readonly username: string;
  readonly password: string;
}

export type TurnAnswer =
  /** There is a relay now. `address`: of the relay, as others see it. */
  | { readonly kind: "allocated"; readonly address: string }
  | { readonly kind: "challenge"; readonly challenge: TurnChallenge }
  /** `code` of RFC 8489 §14.8 and RFC 8656 §19, such as 401 (wrong password) or 486 (quota reached). */
  | { readonly kind: "refused"; readonly code: number };

/** Asks for a relay (RFC 8656 §7): first without credentials, then with those and the challenge of the first answer. */
export function formatTurnAllocation(
  transactionId: Uint8Array,
  credentials?: { readonly user: TurnUser; readonly challenge: TurnChallenge },
): Uint8Array {
  const attributes = new Map<number, Uint8Array>([[stunAttribute.requestedTransport, relayUdp]]);
  return format(stunType.allocateRequest, transactionId, attributes, credentials);
}

/** Gives the relay back (RFC 8656 §8: a lifetime of zero). */
export function formatTurnRelease(
  transactionId: Uint8Array,
  credentials: { readonly user: TurnUser; readonly challenge: TurnChallenge },
): Uint8Array {
  const attributes = new Map<number, Uint8Array>([[stunAttribute.lifetime, new Uint8Array(4)]]);
  return format(stunType.refreshRequest, transactionId, attributes, credentials);
}

/** Reads the answer to an allocation. Undefined for everything that is none, such as an answer to another request. */
export function parseTurnAnswer(answer: Uint8Array, request: Uint8Array): TurnAnswer | undefined {
  const message = parseStunMessage(answer);
  if (message === undefined || !isAnswerTo(message, request)) return undefined;
  if (message.type === stunType.allocateSuccess) {
    const address = readXorAddress(message.attributes.get(stunAttribute.xorRelayedAddress));
    return address === undefined ? undefined : { kind: "allocated", address };
  }
  const error = message.attributes.get(stunAttribute.errorCode);
  if (error === undefined || error.length < 4) return undefined;
  const code = ((error[2] ?? 0) & 7) * 100 + (error[3] ?? 0);
  const realm = message.attributes.get(stunAttribute.realm);
  const nonce = message.attributes.get(stunAttribute.nonce);
  // 401 asks for credentials, 438 for the same with a newer nonce.
  if ((code === 401 || code === 438) && realm !== undefined && nonce !== undefined) {
    return { kind: "challenge", challenge: { realm, nonce } };
  }
  return { kind: "refused", code };
}

function format(
  type: number,
  transactionId: Uint8Array,
  attributes: Map<number, Uint8Array>,
  credentials?: { readonly user: TurnUser; readonly challenge: TurnChallenge },
): Uint8Array {
  if (credentials === undefined) return formatStunMessage({ type, transactionId, attributes });
  const { user, challenge } = credentials;
  attributes.set(stunAttribute.username, utf8ToBytes(user.username));
  attributes.set(stunAttribute.realm, challenge.realm);
  attributes.set(stunAttribute.nonce, challenge.nonce);
  const key = longTermKey(user.username, challenge.realm, user.password);
  return formatStunMessage({ type, transactionId, attributes }, key);
}

function isAnswerTo(message: StunMessage, request: Uint8Array): boolean {
  return message.transactionId.every((byte, index) => request[8 + index] === byte);
}

/** IPv4 alone is put together; of IPv6 it is enough to know that it is one. (RFC 8489 §14.2) */
function readXorAddress(value: Uint8Array | undefined): string | undefined {
  if (value === undefined || value.length < 8) return undefined;
  const cookie = [0x21, 0x12, 0xa4, 0x42];
  const port = (((value[2] ?? 0) ^ 0x21) << 8) | ((value[3] ?? 0) ^ 0x12);
  if (value[1] === 2) return `[IPv6]:${port}`;
  const parts = cookie.map((byte, index) => byte ^ (value[4 + index] ?? 0));
  return `${parts.join(".")}:${port}`;
}
