import type { Clock } from "../time/clock.ts";
import { createAccessTokenSigner } from "./accessToken.ts";

/** As long as those of existing services. */
const defaultLifetimeSeconds = 3_600;

interface JoinTokenRequest {
  /** The SFU's name of the room. */
  readonly room: string;
  readonly identity: string;
  readonly canPublish: boolean;
}

/** Signs a token that lets one identity into one room (LiveKit access token, HS256). The token is a secret. */
export type MintJoinToken = (request: JoinTokenRequest) => Promise<string>;

/** `lifetimeSeconds`: how long a token lets somebody in. The SFU renews the tokens of those who are in. */
export function createJoinTokenMint(
  key: { readonly apiKey: string; readonly apiSecret: string },
  clock: Clock,
  lifetimeSeconds = defaultLifetimeSeconds,
): MintJoinToken {
  const sign = createAccessTokenSigner(key, clock);
  return async ({ room, identity, canPublish }) => {
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
    return sign({ identity, video, lifetimeSeconds });
  };
}
