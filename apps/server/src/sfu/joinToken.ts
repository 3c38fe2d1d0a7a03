import { SignJWT } from "jose";
import type { Clock } from "../time/clock.ts";

/** Seconds from now in which a token lets somebody in. The SFU renews the tokens of those who are in. */
const lifetimeSeconds = 3_600;

interface JoinTokenRequest {
  /** The SFU's name of the room. */
  readonly room: string;
  readonly identity: string;
  readonly canPublish: boolean;
}

/** Signs a token that lets one identity into one room (LiveKit access token, HS256). The token is a secret. */
export type MintJoinToken = (request: JoinTokenRequest) => Promise<string>;

export function createJoinTokenMint(
  key: { readonly apiKey: string; readonly apiSecret: string },
  clock: Clock,
): MintJoinToken {
  const secret = new TextEncoder().encode(key.apiSecret);
  return ({ room, identity, canPublish }) => {
    const now = Math.floor(clock.now() / 1000);
    const video = {
      roomJoin: true,
      room,
      canPublish,
      canSubscribe: true,
      // Otherwise a participant could take another's name and attributes (MSC4195).
      canUpdateOwnMetadata: false,
      // Absent means allowed: who may not publish media may not send data either.
      ...(canPublish ? {} : { canPublishData: false }),
      // `roomCreate` is never granted: it would also let its owner delete any room.
    };
    return new SignJWT({ video })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer(key.apiKey)
      .setSubject(identity)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(secret);
  };
}
