import type { DatabaseSync } from "node:sqlite";
import type { GuestStore } from "./guestStore.ts";

export function createSqliteGuestStore(database: DatabaseSync): GuestStore {
  const insert = database.prepare(
    "INSERT INTO guests (user_id, created_at, expires_at, due_at) VALUES (?, ?, ?, ?)",
  );
  const selectDue = database.prepare(
    "SELECT user_id, failures FROM guests WHERE due_at <= ? ORDER BY due_at LIMIT ?",
  );
  const update = database.prepare(
    "UPDATE guests SET due_at = ?, failures = failures + 1 WHERE user_id = ?",
  );
  const deleteOne = database.prepare("DELETE FROM guests WHERE user_id = ?");
  return {
    add({ userId, createdAt, expiresAt }) {
      insert.run(userId, createdAt, expiresAt, expiresAt);
    },
    due: (now, limit) =>
      selectDue
        .all(now, limit)
        .map((row) => ({ userId: String(row["user_id"]), failures: Number(row["failures"]) })),
    postpone(userId, until) {
      update.run(until, userId);
    },
    remove(userId) {
      deleteOne.run(userId);
    },
  };
}
