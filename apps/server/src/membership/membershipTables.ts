export interface MembershipTables {
  readonly call_restrictions: {
    room_name: string;
    /** `lock`, `exclude` or `revoke`. */
    kind: string;
    /** Nothing for a lock, the user who is excluded, the identity that is revoked. */
    subject: string;
    set_by: string;
    set_at: number;
  };
  readonly deliveries: {
    source: string;
    id: string;
    taken_at: number;
  };
  readonly leases: {
    name: string;
    owner: string;
    ends_at: number;
  };
}
