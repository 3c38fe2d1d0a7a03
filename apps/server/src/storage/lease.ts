import type { Clock } from "../time/clock.ts";
import type { Database } from "./database.ts";

/**
 * The right to do what one replica at a time is enough for. Not for what must never be done twice: clocks differ, and
 * a holder may be slow.
 */
export interface Lease {
  /** Takes or keeps it for so many milliseconds. False while another has it. */
  take(ms: number): Promise<boolean>;
  /** Leaves it to the others at once. */
  release(): Promise<void>;
}

/** `owner` is another text for every process. */
export function createLease(
  database: Database,
  clock: Clock,
  { name, owner }: { readonly name: string; readonly owner: string },
): Lease {
  return {
    async take(ms) {
      const now = clock.now();
      const taken = await database
        .insertInto("leases")
        .values({ name, owner, ends_at: now + ms })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ owner, ends_at: now + ms })
            .where((row) =>
              row.or([row("leases.owner", "=", owner), row("leases.ends_at", "<=", now)]),
            ),
        )
        .returning("owner")
        .executeTakeFirst();
      return taken !== undefined;
    },
    async release() {
      await database
        .deleteFrom("leases")
        .where("name", "=", name)
        .where("owner", "=", owner)
        .execute();
    },
  };
}
