import type { Database } from "../storage/database.ts";
import type { Clock } from "../time/clock.ts";
import type { CallRestrictions } from "./callRestrictions.ts";

/** What applies to one user and identity in one call. */
interface Standing {
  /** The moderator who locked the call. */
  readonly lockedBy: string | undefined;
  readonly isExcluded: boolean;
  readonly isRevoked: boolean;
}

export interface DatabaseRestrictions extends CallRestrictions {
  /** All of it in one question, since every token request asks. */
  standing(roomName: string, userId: string, identity: string): Promise<Standing>;
  revoked(roomName: string): Promise<readonly string[]>;
  /** Calls that are locked or have somebody excluded, since before `time`. Milliseconds since the Unix epoch. */
  restrictedCalls(time: number): Promise<readonly string[]>;
  /** Tokens that were revoked before `time` have expired since. Milliseconds since the Unix epoch. */
  forgetRevokedBefore(time: number): Promise<void>;
}

type Kind = "lock" | "exclude" | "revoke";

/** Identities per statement: databases limit the values in one. */
const batch = 500;

export function createDatabaseRestrictions(database: Database, clock: Clock): DatabaseRestrictions {
  async function set(
    roomName: string,
    kind: Kind,
    subjects: readonly string[],
    by: string,
  ): Promise<void> {
    const set_at = clock.now();
    for (let start = 0; start < subjects.length; start += batch) {
      await database
        .insertInto("call_restrictions")
        .values(
          subjects
            .slice(start, start + batch)
            .map((subject) => ({ room_name: roomName, kind, subject, set_by: by, set_at })),
        )
        .onConflict((conflict) =>
          conflict.columns(["room_name", "kind", "subject"]).doUpdateSet({ set_by: by, set_at }),
        )
        .execute();
    }
  }

  async function lift(roomName: string, kind: Kind, subject: string): Promise<boolean> {
    const { numDeletedRows } = await database
      .deleteFrom("call_restrictions")
      .where("room_name", "=", roomName)
      .where("kind", "=", kind)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  const select = (roomName: string, kind: Kind) =>
    database
      .selectFrom("call_restrictions")
      .select(["subject", "set_by"])
      .where("room_name", "=", roomName)
      .where("kind", "=", kind)
      .orderBy("subject");

  async function subjects(roomName: string, kind: Kind): Promise<readonly string[]> {
    return (await select(roomName, kind).execute()).map(({ subject }) => subject);
  }

  return {
    lock: (roomName, by) => set(roomName, "lock", [""], by),
    async unlock(roomName) {
      await lift(roomName, "lock", "");
    },
    lockedBy: async (roomName) => (await select(roomName, "lock").executeTakeFirst())?.set_by,
    exclude: (roomName, userId, by) => set(roomName, "exclude", [userId], by),
    readmit: (roomName, userId) => lift(roomName, "exclude", userId),
    excluded: (roomName) => subjects(roomName, "exclude"),
    revoke: (roomName, identities) => set(roomName, "revoke", inOneOrder(identities), ""),
    async isRevoked(roomName, identity) {
      const row = await select(roomName, "revoke")
        .where("subject", "=", identity)
        .executeTakeFirst();
      return row !== undefined;
    },
    async restore(roomName, identity) {
      await lift(roomName, "revoke", identity);
    },
    async callEnded(roomName, endedAt = clock.now()) {
      await database
        .deleteFrom("call_restrictions")
        .where("room_name", "=", roomName)
        .where("kind", "in", ["lock", "exclude"])
        .where("set_at", "<=", endedAt)
        .execute();
    },
    async standing(roomName, userId, identity) {
      const rows = await database
        .selectFrom("call_restrictions")
        .select(["kind", "set_by"])
        .where("room_name", "=", roomName)
        .where((row) =>
          row.or([
            row("kind", "=", "lock"),
            row.and([row("kind", "=", "exclude"), row("subject", "=", userId)]),
            row.and([row("kind", "=", "revoke"), row("subject", "=", identity)]),
          ]),
        )
        .execute();
      return {
        lockedBy: rows.find(({ kind }) => kind === "lock")?.set_by,
        isExcluded: rows.some(({ kind }) => kind === "exclude"),
        isRevoked: rows.some(({ kind }) => kind === "revoke"),
      };
    },
    revoked: (roomName) => subjects(roomName, "revoke"),
    async restrictedCalls(time) {
      const rows = await database
        .selectFrom("call_restrictions")
        .select("room_name")
        .distinct()
        .where("kind", "in", ["lock", "exclude"])
        .where("set_at", "<", time)
        .execute();
      return rows.map(({ room_name }) => room_name);
    },
    async forgetRevokedBefore(time) {
      await database
        .deleteFrom("call_restrictions")
        .where("kind", "=", "revoke")
        .where("set_at", "<", time)
        .execute();
    },
  };
}

/** Two replicas that revoke the same identities at the same time would wait for each other if their orders differed. */
function inOneOrder(identities: readonly string[]): readonly string[] {
  return [...new Set(identities)].sort();
}
