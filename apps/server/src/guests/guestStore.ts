import type { Database } from "../storage/database.ts";

/** The guest accounts that are still to be taken back. Times in milliseconds since the Unix epoch. */
export interface GuestStore {
  /** Before the account exists, so that none is ever forgotten. */
  add(guest: {
    readonly userId: string;
    readonly createdAt: number;
    readonly expiresAt: number;
  }): Promise<void>;
  /** Those whose time has come, the longest overdue first. */
  due(now: number, limit: number): Promise<readonly DueGuest[]>;
  /** Taking back failed (or is to happen at another time): due again at `until`. */
  postpone(userId: string, until: number): Promise<void>;
  /** Taken back. */
  remove(userId: string): Promise<void>;
}

export interface DueGuest {
  readonly userId: string;
  /** How often taking back has failed. */
  readonly failures: number;
}

export function createGuestStore(database: Database): GuestStore {
  return {
    async add({ userId, createdAt, expiresAt }) {
      await database
        .insertInto("guests")
        .values({
          user_id: userId,
          created_at: createdAt,
          expires_at: expiresAt,
          due_at: expiresAt,
        })
        .execute();
    },
    async due(now, limit) {
      const rows = await database
        .selectFrom("guests")
        .select(["user_id", "failures"])
        .where("due_at", "<=", now)
        .orderBy("due_at")
        .limit(limit)
        .execute();
      return rows.map((row) => ({ userId: row.user_id, failures: row.failures }));
    },
    async postpone(userId, until) {
      await database
        .updateTable("guests")
        .set((row) => ({ due_at: until, failures: row("failures", "+", 1) }))
        .where("user_id", "=", userId)
        .execute();
    },
    async remove(userId) {
      await database.deleteFrom("guests").where("user_id", "=", userId).execute();
    },
  };
}
