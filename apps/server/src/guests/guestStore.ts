/** The guest accounts that are still to be taken back. Times in milliseconds since the Unix epoch. */
export interface GuestStore {
  /** Before the account exists, so that none is ever forgotten. */
  add(guest: {
    readonly userId: string;
    readonly createdAt: number;
    readonly expiresAt: number;
  }): void;
  /** Those whose time has come, the longest overdue first. */
  due(now: number, limit: number): readonly DueGuest[];
  /** Taking back failed (or is to happen at another time): due again at `until`. */
  postpone(userId: string, until: number): void;
  /** Taken back. */
  remove(userId: string): void;
}

export interface DueGuest {
  readonly userId: string;
  /** How often taking back has failed. */
  readonly failures: number;
}
