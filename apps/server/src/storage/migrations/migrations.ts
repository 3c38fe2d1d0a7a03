import type { Kysely } from "kysely";
import { createGuests } from "./createGuests.ts";
import { createSfuRooms } from "./createSfuRooms.ts";
import { createMembership } from "./createMembership.ts";
import { createDelegations } from "./createDelegations.ts";
import { createRecords } from "./createRecords.ts";

/** Changes the tables, with what SQLite and PostgreSQL have in common. */
export type MigrationStep = (database: Kysely<unknown>) => Promise<void>;

/** In the order of their names. Never changed once released: a later change is a later step. */
export const migrations: Readonly<Record<string, MigrationStep>> = {
  "0001-guests": createGuests,
  "0002-sfu-rooms": createSfuRooms,
  "0003-membership": createMembership,
  "0004-delegations": createDelegations,
  "0005-records": createRecords,
};
