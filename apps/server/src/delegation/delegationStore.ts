import type { Database } from "../storage/database.ts";
import type { DelayIdOwner } from "./delayIdCipher.ts";
import type { LeaveJob, LeavePhase } from "./leaveJob.ts";
import { dueAt } from "./leavePlan.ts";
import { type StoredLeave, toColumns, toStoredLeave } from "./storedLeave.ts";

export interface NewLeave extends DelayIdOwner {
  readonly generation: string;
  readonly identities: readonly string[];
  readonly encryptedDelayId: string;
  readonly asAppService: boolean;
}

/** Delegated leaves in the database. Times in milliseconds since the Unix epoch. */
export interface DelegationStore {
  /** In place of an older one of the same device, which ceases to exist. */
  add(leave: NewLeave, job: LeaveJob): Promise<void>;
  /**
   * Takes up to `limit` leaves for which there is something to do, the longest overdue first: nobody else gets them
   * until `until`. `lease` is another one each time.
   */
  claim(now: number, until: number, lease: string, limit: number): Promise<readonly StoredLeave[]>;
  /** When `claim` will find something. Undefined when there is nothing. */
  nextAt(): Promise<number | undefined>;
  /** The names at the SFU of each of these, by generation. */
  identities(leaves: readonly StoredLeave[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** As it is now. Undefined when it was removed, or replaced by a newer one. */
  reread(leave: StoredLeave): Promise<StoredLeave | undefined>;
  /** Those of a name at the SFU. */
  ofIdentity(room: string, identity: string): Promise<readonly StoredLeave[]>;
  ofRoom(room: string): Promise<readonly StoredLeave[]>;
  /** False, and nothing is changed, when the leave is not as it was read any more. */
  save(leave: StoredLeave, job: LeaveJob, claim: ClaimAfterwards): Promise<boolean>;
  /** False like `save`. */
  remove(leave: StoredLeave): Promise<boolean>;
  /** Ends all claims: those of a server that was killed, when there is no other. */
  freeAll(now: number): Promise<void>;
  /** Removes those for which nothing can be done any more, and says how many they were. */
  removeExpired(now: number): Promise<number>;
  countByPhase(): Promise<ReadonlyMap<LeavePhase, number>>;
}

/** `release`: whoever saves is done with it. `keep`: somebody else may be busy with it. */
type ClaimAfterwards = "release" | "keep";

/** `lockRows`: PostgreSQL's row locks, so that replicas which claim at the same time do not wait for each other. */
export function createDelegationStore(
  database: Database,
  { lockRows }: { readonly lockRows: boolean },
): DelegationStore {
  const all = () => database.selectFrom("delegations").selectAll("delegations");

  return {
    async add({ room, userId, deviceId, identities, generation, ...leave }, job) {
      const key = { room, user_id: userId, device_id: deviceId };
      const columns = {
        generation,
        delay_id: leave.encryptedDelayId,
        as_app_service: leave.asAppService ? 1 : 0,
        ...toColumns(job),
        next_at: dueAt(job),
        lease: null,
        version: 0,
      };
      await database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("delegations")
          .values({ ...key, ...columns })
          .onConflict((conflict) =>
            conflict.columns(["room", "user_id", "device_id"]).doUpdateSet(columns),
          )
          .execute();
        await transaction
          .deleteFrom("delegation_identities")
          .where("room", "=", room)
          .where("user_id", "=", userId)
          .where("device_id", "=", deviceId)
          .execute();
        await transaction
          .insertInto("delegation_identities")
          .values([...new Set(identities)].map((identity) => ({ ...key, identity })))
          .execute();
      });
    },

    async claim(now, until, lease, limit) {
      const rows = await database
        .with("due", (query) =>
          query
            .selectFrom("delegations")
            .select("generation")
            .where("next_at", "<=", now)
            .orderBy("next_at")
            .limit(limit)
            .$if(lockRows, (due) => due.forUpdate().skipLocked()),
        )
        .updateTable("delegations")
        .set((row) => ({ next_at: until, lease, version: row("version", "+", 1) }))
        .where("generation", "in", (query) => query.selectFrom("due").select("generation"))
        // Without row locks another replica may have been faster.
        .where("next_at", "<=", now)
        .returningAll()
        .execute();
      return rows.map(toStoredLeave);
    },

    async nextAt() {
      const row = await database
        .selectFrom("delegations")
        .select("next_at")
        .orderBy("next_at")
        .limit(1)
        .executeTakeFirst();
      return row?.next_at;
    },

    async identities(leaves) {
      const found = new Map<string, string[]>();
      if (leaves.length === 0) return found;
      const generations = leaves.map(({ generation }) => generation);
      const rows = await database
        .selectFrom("delegations")
        .innerJoin("delegation_identities as names", (join) =>
          join
            .onRef("names.room", "=", "delegations.room")
            .onRef("names.user_id", "=", "delegations.user_id")
            .onRef("names.device_id", "=", "delegations.device_id"),
        )
        .select(["delegations.generation", "names.identity"])
        .where("delegations.generation", "in", generations)
        .execute();
      for (const { generation, identity } of rows) {
        const names = found.get(generation);
        if (names === undefined) found.set(generation, [identity]);
        else names.push(identity);
      }
      return found;
    },

    async reread({ generation }) {
      const row = await all().where("generation", "=", generation).executeTakeFirst();
      return row && toStoredLeave(row);
    },

    async ofIdentity(room, identity) {
      const rows = await all()
        .innerJoin("delegation_identities as names", (join) =>
          join
            .onRef("names.room", "=", "delegations.room")
            .onRef("names.user_id", "=", "delegations.user_id")
            .onRef("names.device_id", "=", "delegations.device_id"),
        )
        .where("names.room", "=", room)
        .where("names.identity", "=", identity)
        .execute();
      return rows.map(toStoredLeave);
    },

    async ofRoom(room) {
      const rows = await all().where("room", "=", room).execute();
      return rows.map(toStoredLeave);
    },

    async save({ generation, version, nextAt, lease }, job, claim) {
      const result = await database
        .updateTable("delegations")
        .set({
          ...toColumns(job),
          version: version + 1,
          ...(claim === "release" || lease === null
            ? { next_at: dueAt(job), lease: null }
            : { next_at: nextAt, lease }),
        })
        .where("generation", "=", generation)
        .where("version", "=", version)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    async remove({ generation, version }) {
      const result = await database
        .deleteFrom("delegations")
        .where("generation", "=", generation)
        .where("version", "=", version)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },

    async freeAll(now) {
      await database
        .updateTable("delegations")
        .set((row) => ({ next_at: now, lease: null, version: row("version", "+", 1) }))
        .where("lease", "is not", null)
        .execute();
    },

    async removeExpired(now) {
      const result = await database
        .deleteFrom("delegations")
        .where("expires_at", "<=", now)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },

    async countByPhase() {
      const rows = await database
        .selectFrom("delegations")
        .select((query) => ["phase", query.fn.countAll<string | number>().as("count")])
        .groupBy("phase")
        .execute();
      return new Map(rows.map(({ phase, count }) => [phase, Number(count)]));
    },
  };
}
