/** What keeps people out of a call although they are in the room. All of it is in the database, for every replica. */
export interface CallRestrictions {
  /** Nobody who is not in the call now gets in. `by`: the moderator's user id. */
  lock(roomName: string, by: string): Promise<void>;
  unlock(roomName: string): Promise<void>;
  /** The moderator who locked the call. */
  lockedBy(roomName: string): Promise<string | undefined>;
  /** Keeps a user out until the call ends or `readmit`. */
  exclude(roomName: string, userId: string, by: string): Promise<void>;
  /** False when the user was not excluded. */
  readmit(roomName: string, userId: string): Promise<boolean>;
  excluded(roomName: string): Promise<readonly string[]>;
  /** Tokens signed up to now for these identities let nobody in any more, until a new one is signed for them. */
  revoke(roomName: string, identities: readonly string[]): Promise<void>;
  isRevoked(roomName: string, identity: string): Promise<boolean>;
  /** A new token was signed for the identity. */
  restore(roomName: string, identity: string): Promise<void>;
  /**
   * The call is over: its lock and its exclusions end, those set after `endedAt` excepted, which are the next call's.
   * Without it all of them end. Milliseconds since the Unix epoch. What was revoked stays revoked.
   */
  callEnded(roomName: string, endedAt?: number): Promise<void>;
}

/**
 * Takes people out of a call: revokes their tokens and ends their connections. All identities of `userId` that ever got
 * a token; without `userId` those of everybody, and the SFU's room ends. Rejects when the SFU does not answer; the
 * tokens are revoked even then.
 */
export type Eject = (roomName: string, userId?: string) => Promise<void>;
