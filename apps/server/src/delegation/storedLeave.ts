import type { Selectable } from "kysely";
import type { DelayIdOwner } from "./delayIdCipher.ts";
import type { DelegationTables } from "./delegationTables.ts";
import type { LeaveJob } from "./leaveJob.ts";
import { expiresAt } from "./leavePlan.ts";

/** A delegated leave as the database had it. */
export interface StoredLeave extends DelayIdOwner {
  readonly generation: string;
  readonly version: number;
  readonly encryptedDelayId: string;
  readonly asAppService: boolean;
  readonly nextAt: number;
  readonly lease: string | null;
  readonly job: LeaveJob;
}

type Row = DelegationTables["delegations"];
type JobColumns = Omit<
  Row,
  | "room"
  | "user_id"
  | "device_id"
  | "generation"
  | "delay_id"
  | "as_app_service"
  | "next_at"
  | "lease"
  | "version"
>;

export function toStoredLeave(row: Selectable<Row>): StoredLeave {
  return {
    room: row.room,
    userId: row.user_id,
    deviceId: row.device_id,
    generation: row.generation,
    version: row.version,
    encryptedDelayId: row.delay_id,
    asAppService: row.as_app_service === 1,
    nextAt: row.next_at,
    lease: row.lease,
    job: toJob(row),
  };
}

function toJob(row: JobColumns): LeaveJob {
  const inEveryPhase = { delayTimeoutMs: row.delay_timeout, countedFrom: row.counted_from };
  const { looks, failures } = row;
  const missing = row.missing ?? undefined;
  switch (row.phase) {
    case "waiting":
      return { ...inEveryPhase, phase: "waiting", looks, missing, lookAt: row.look_at ?? 0 };
    case "connected":
      return {
        ...inEveryPhase,
        phase: "connected",
        restartAt: row.act_at ?? 0,
        failures,
        looks,
        missing,
        lookAt: row.look_at ?? undefined,
        silentSince: row.silent_since ?? undefined,
      };
    case "sending":
      return {
        ...inEveryPhase,
        phase: "sending",
        sendAt: row.act_at ?? 0,
        failures,
        sendUntil: row.send_until ?? 0,
      };
  }
}

export function toColumns(job: LeaveJob): JobColumns {
  const columns = {
    phase: job.phase,
    delay_timeout: job.delayTimeoutMs,
    counted_from: job.countedFrom,
    expires_at: expiresAt(job),
    look_at: null,
    looks: 0,
    missing: null,
    silent_since: null,
    act_at: null,
    failures: 0,
    send_until: null,
  };
  switch (job.phase) {
    case "waiting":
      return { ...columns, look_at: job.lookAt, looks: job.looks, missing: job.missing ?? null };
    case "connected":
      return {
        ...columns,
        act_at: job.restartAt,
        failures: job.failures,
        look_at: job.lookAt ?? null,
        looks: job.looks,
        missing: job.missing ?? null,
        silent_since: job.silentSince ?? null,
      };
    case "sending":
      return { ...columns, act_at: job.sendAt, failures: job.failures, send_until: job.sendUntil };
  }
}
