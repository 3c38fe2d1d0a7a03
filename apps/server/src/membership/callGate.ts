import type { CallRoom } from "../calls/callIndex.ts";

export interface EntryRequest {
  readonly call: CallRoom;
  readonly userId: string;
  /** Identity at the SFU for which the token would be. */
  readonly identity: string;
  /** The user's homeserver has full access: it may make rooms here. */
  readonly fullAccess: boolean;
}

export type EntryRefusal =
  /** The homeserver says that the user is not joined to the room. */
  | "not-joined"
  /** The homeserver does not say, and the configuration says that this is not enough. */
  | "membership-unknown"
  /** A moderator took the user out of this call. */
  | "removed"
  /** A moderator locked the call, and the user is not in it. */
  | "locked";

/** Who may be in a call now. */
export interface CallGate {
  /**
   * Undefined when the user may have a token, which is to be signed then: an identity that was revoked is good again.
   * Rejects when the SFU or the database does not answer.
   */
  refusal(request: EntryRequest): Promise<EntryRefusal | undefined>;
  /** May a connection with a token that was signed earlier come (back) in? For the proxy in front of the SFU. */
  mayConnect(roomName: string, identity: string): Promise<boolean>;
}
