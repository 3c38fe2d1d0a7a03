/**
 * What a homeserver said about a room, or that it did not say: it did not answer, does not know how to, or is not in
 * the room.
 */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/** A user's standing in a room by its power levels (client-server API, `m.room.power_levels`; MSC4289 for creators). */
export interface RoomPower {
  /** Infinity for a creator of room version 12 and later. */
  levelOf(userId: string): number;
  readonly kick: number;
  readonly ban: number;
  readonly redact: number;
  /** What sending a state event of this type needs. */
  stateLevel(type: string): number;
}

/**
 * What our homeserver tells the application service about rooms. Everything resolves within 10 seconds and never
 * rejects: what cannot be found out is not known.
 */
export interface AppServiceApi {
  /**
   * Is the user joined to the room? Works for users of other homeservers too while ours is in the room. A yes may be
   * half a minute old, a no five seconds.
   */
  isJoined(roomId: string, userId: string): Promise<Known<boolean>>;
  /** Is any user of the homeserver joined to the room? */
  isServerJoined(roomId: string, serverName: string): Promise<Known<boolean>>;
  /** Everybody who is joined, as of now. Not known when our homeserver is not in the room (any more). */
  joinedMembers(roomId: string): Promise<Known<ReadonlySet<string>>>;
  power(roomId: string): Promise<Known<RoomPower>>;
  /** The user's membership of the room changed, or must be known as of now: what was remembered of it is forgotten. */
  forget(roomId: string, userId: string): void;
}
