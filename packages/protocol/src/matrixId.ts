import { utf8ToBytes } from "@noble/hashes/utils.js";

/** What Matrix allows for room ids, user ids and state keys (specification, appendix "Common Identifier Format"). */
const maxIdBytes = 255;
/** Some clients make the id of their membership of user and device id. */
const maxMemberIdBytes = 512;

/**
 * Is this text fit to be an identifier: not empty, not too long, and without what no protocol and no database takes
 * (control characters, halves of surrogate pairs)? Nothing else is asked of it: identifiers are opaque.
 */
export function isIdentifier(text: string, maxBytes = maxIdBytes): boolean {
  return (
    text !== "" &&
    text.isWellFormed() &&
    !/\p{Cc}/u.test(text) &&
    utf8ToBytes(text).length <= maxBytes
  );
}

/** Room ids of room version 12 and later have no server name, so that none is looked for. */
export function isRoomId(text: string): boolean {
  return text.length > 1 && text.startsWith("!") && isIdentifier(text);
}

export function isUserId(text: string): boolean {
  return isIdentifier(text) && /^@[^:]*:./u.test(text);
}

/** The server name in a user id, port included: everything behind the first colon. The whole text when there is none. */
export function serverNameOf(userId: string): string {
  return userId.slice(userId.indexOf(":") + 1);
}

/** The id of a device's membership in a slot (MSC4143). */
export function isMemberId(text: string): boolean {
  return isIdentifier(text, maxMemberIdBytes);
}
