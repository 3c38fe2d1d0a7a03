import type { Generated } from "kysely";

export interface GuestTables {
  readonly guests: {
    user_id: string;
    created_at: number;
    expires_at: number;
    /** How often taking the account back has failed. */
    failures: Generated<number>;
    due_at: number;
  };
}
