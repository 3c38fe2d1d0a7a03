import * as v from "valibot";
import { membershipEventType } from "./membership.ts";

/**
 * Room type of rooms that were made for calls (MSC3417). A type stands in the room's first event: it can be seen before
 * joining and never changes. Clients that know it open the call first; others show an ordinary room.
 */
const callRoomType = "org.matrix.msc3417.call";

/** The membership's name in later versions of MatrixRTC (MSC4143). */
const laterMembershipEventType = "org.matrix.msc4143.rtc.member";

/**
 * Body of `POST /_matrix/client/v3/createRoom` for a room that is reached by its link alone: joined without an
 * invitation, but in no directory and without an alias (ADR 4).
 */
export function callRoomTemplate(name: string): object {
  return {
    name,
    preset: "private_chat",
    visibility: "private",
    // Its ids are hashes of 256 bits, which nobody guesses (MSC4291).
    room_version: "12",
    creation_content: { type: callRoomType },
    initial_state: [
      state("m.room.join_rules", { join_rule: "public" }),
      state("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" }),
      state("m.room.history_visibility", { history_visibility: "joined" }),
      state("m.room.guest_access", { guest_access: "forbidden" }),
    ],
    // Creators stand above all levels and must not be listed in `users` (MSC4289).
    power_level_content_override: {
      users_default: 0,
      events_default: 0,
      state_default: 50,
      invite: 50,
      kick: 50,
      ban: 50,
      redact: 50,
      events: {
        [membershipEventType]: 0,
        [laterMembershipEventType]: 0,
        "m.room.power_levels": 100,
        "m.room.encryption": 100,
        "m.room.join_rules": 100,
        "m.room.history_visibility": 100,
        "m.room.tombstone": 100,
        "m.room.server_acl": 100,
      },
    },
  };
}

function state(type: string, content: object): object {
  return { type, state_key: "", content };
}

const creation = v.object({ type: v.literal(callRoomType) });

/** Whether a room was made for calls, by the content of its `m.room.create`. */
export function isCallRoom(createContent: unknown): boolean {
  return v.is(creation, createContent);
}
