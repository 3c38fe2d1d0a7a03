import type { LeavePhase, Missing } from "./leaveJob.ts";

export interface DelegationTables {
  /** One per device and call. */
  readonly delegations: {
    room: string;
    user_id: string;
    /** Or what stands for it. */
    device_id: string;
    /** Another one for each registration: what knows an old one changes nothing. */
    generation: string;
    /** Encrypted. */
    delay_id: string;
    as_app_service: number;
    phase: LeavePhase;
    delay_timeout: number;
    counted_from: number;
    look_at: number | null;
    looks: number;
    missing: Missing | null;
    silent_since: number | null;
    /** Restart or sending, by the phase. */
    act_at: number | null;
    failures: number;
    send_until: number | null;
    expires_at: number;
    /** When somebody has to see to it: something is due, or whoever is seeing to it has died. */
    next_at: number;
    /** Whoever is seeing to it until `next_at`. */
    lease: string | null;
    /** Another one after each change. */
    version: number;
  };
  /** The names that the device may have at the SFU. */
  readonly delegation_identities: {
    room: string;
    user_id: string;
    device_id: string;
    identity: string;
  };
}
