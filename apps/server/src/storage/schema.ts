import type { CallIndexTables } from "../calls/callIndexTables.ts";
import type { DelegationTables } from "../delegation/delegationTables.ts";
import type { GuestTables } from "../guests/guestTables.ts";
import type { MembershipTables } from "../membership/membershipTables.ts";
import type { RecordTables } from "../records/recordTables.ts";

/** All tables. Times are milliseconds since the Unix epoch, truth values 0 and 1. */
export interface Schema
  extends GuestTables, CallIndexTables, MembershipTables, DelegationTables, RecordTables {}
