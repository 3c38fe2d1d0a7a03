import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { encodeUnpaddedBase64 } from "./unpaddedBase64.ts";

/** The slot of clients that know only one call per room: those of `POST /sfu/get`. */
export const legacySlotId = "m.call#ROOM";

/** The SFU's name of a room's slot (MSC4195). Never the Matrix room id itself: the SFU need not know it. */
export function sfuRoomName(roomId: string, slotId: string): string {
  return hashIdentifiers([roomId, slotId]);
}

/** How the SFU names a device that asked `POST /sfu/get`. Readable, so that old clients can map it by themselves. */
export function legacyIdentity(userId: string, deviceId: string): string {
  return `${userId}:${deviceId}`;
}

/** How the SFU names a device that asked `POST /get_token` (MSC4195, three parts). */
export function memberIdentity(userId: string, deviceId: string, memberId: string): string {
  return hashIdentifiers([userId, deviceId, memberId]);
}

/** The same by the newest text of MSC4195, in two parts: for clients that do not say their device. */
export function deviceFreeIdentity(userId: string, memberId: string): string {
  return hashIdentifiers([userId, memberId]);
}

/**
 * SHA-256 over the compact JSON array, in unpadded base64. The array separates its parts without doubt, which
 * joining them with a character would not.
 */
export function hashIdentifiers(parts: readonly string[]): string {
  return encodeUnpaddedBase64(sha256(utf8ToBytes(JSON.stringify(parts))));
}
