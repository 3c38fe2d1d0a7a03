import { membershipEventType } from "@confab/protocol";
import { Filter } from "matrix-js-sdk/lib/filter.js";

/** What a call needs to know of a room. */
const stateTypes = [
  "m.room.create",
  "m.room.member",
  "m.room.name",
  "m.room.encryption",
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.tombstone",
  membershipEventType,
];

const nothing = { types: [], not_types: ["*"] };

/**
 * Asks the sync for the state of rooms and for nothing else: no messages, receipts, typing, presence, account data.
 * Members come lazily: an opened room has been read whole, and the others show only their name.
 */
export function syncFilter(userId: string): Filter {
  return Filter.fromJson(userId, "", {
    account_data: nothing,
    presence: nothing,
    room: {
      account_data: nothing,
      ephemeral: nothing,
      state: { types: stateTypes, lazy_load_members: true },
      timeline: { types: stateTypes, limit: 1, lazy_load_members: true },
    },
  });
}
