export interface CallIndexTables {
  readonly sfu_rooms: {
    name: string;
    room_id: string;
    slot_id: string;
    granted_at: number;
  };
  readonly sfu_identities: {
    room_name: string;
    identity: string;
    user_id: string;
    device_id: string;
    granted_at: number;
  };
}
