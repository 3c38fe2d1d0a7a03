import type { Database } from "../storage/database.ts";
import type { Clock } from "../time/clock.ts";

/** A slot of a Matrix room, and the SFU's name of it. */
export interface CallRoom {
  readonly name: string;
  readonly roomId: string;
  readonly slotId: string;
}

/** Whose an identity at the SFU is. */
export interface KnownIdentity {
  readonly identity: string;
  readonly userId: string;
  readonly deviceId: string;
}

/**
 * Which call a room of the SFU is, and who its identities are. The SFU knows only hashes, so that this is remembered
 * whenever a token is signed, in the database, since another replica may be the one that is asked.
 */
export interface CallIndex {
  /** Before the token is handed out. */
  remember(room: CallRoom, identity: KnownIdentity): Promise<void>;
  room(name: string): Promise<CallRoom | undefined>;
  /** All slots of a Matrix room for which there ever was a token. */
  roomsOf(roomId: string): Promise<readonly CallRoom[]>;
  /** Undefined for an identity that got no token from us. */
  whoIs(roomName: string, identity: string): Promise<KnownIdentity | undefined>;
  identitiesOf(roomName: string, userId?: string): Promise<readonly KnownIdentity[]>;
  /** Forgets identities that got their last token before `time`, except those of `liveRooms`. */
  forgetBefore(time: number, liveRooms: readonly string[]): Promise<void>;
}

/** A client that asks again within this time makes no more work for the database. */
const rewriteAfterMs = 60_000;
const mostRemembered = 20_000;

export function createCallIndex(database: Database, clock: Clock): CallIndex {
  /** When a room, or an identity in a room, was last written by this replica. */
  const written = new Map<string, number>();

  async function unlessWritten(key: string, write: (now: number) => Promise<void>): Promise<void> {
    const now = clock.now();
    if (now - (written.get(key) ?? -Infinity) < rewriteAfterMs) return;
    await write(now);
    if (written.size >= mostRemembered) written.clear();
    written.set(key, now);
  }

  async function writeRoom(room: CallRoom, now: number): Promise<void> {
    await database
      .insertInto("sfu_rooms")
      .values({ name: room.name, room_id: room.roomId, slot_id: room.slotId, granted_at: now })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ granted_at: now }))
      .execute();
  }

  return {
    async remember(room, { identity, userId, deviceId }) {
      const writeIdentity = async (now: number) => {
        // Everybody in a call has the same room.
        await unlessWritten(room.name, (time) => writeRoom(room, time));
        await database
          .insertInto("sfu_identities")
          .values({
            room_name: room.name,
            identity,
            user_id: userId,
            device_id: deviceId,
            granted_at: now,
          })
          .onConflict((conflict) =>
            conflict.columns(["room_name", "identity"]).doUpdateSet({ granted_at: now }),
          )
          .execute();
      };
      await unlessWritten(`${room.name} ${identity}`, writeIdentity);
    },
    async room(name) {
      const row = await database
        .selectFrom("sfu_rooms")
        .selectAll()
        .where("name", "=", name)
        .executeTakeFirst();
      return row === undefined ? undefined : toRoom(row);
    },
    async roomsOf(roomId) {
      const rows = await database
        .selectFrom("sfu_rooms")
        .selectAll()
        .where("room_id", "=", roomId)
        .execute();
      return rows.map(toRoom);
    },
    async whoIs(roomName, identity) {
      const row = await database
        .selectFrom("sfu_identities")
        .selectAll()
        .where("room_name", "=", roomName)
        .where("identity", "=", identity)
        .executeTakeFirst();
      return row === undefined ? undefined : toIdentity(row);
    },
    async identitiesOf(roomName, userId) {
      const rows = await database
        .selectFrom("sfu_identities")
        .selectAll()
        .where("room_name", "=", roomName)
        .$if(userId !== undefined, (query) => query.where("user_id", "=", userId ?? ""))
        .execute();
      return rows.map(toIdentity);
    },
    async forgetBefore(time, liveRooms) {
      await database
        .deleteFrom("sfu_identities")
        .where("granted_at", "<", time)
        .$if(liveRooms.length > 0, (query) => query.where("room_name", "not in", liveRooms))
        .execute();
      written.clear();
    },
  };
}

function toRoom(row: { name: string; room_id: string; slot_id: string }): CallRoom {
  return { name: row.name, roomId: row.room_id, slotId: row.slot_id };
}

function toIdentity(row: { identity: string; user_id: string; device_id: string }): KnownIdentity {
  return { identity: row.identity, userId: row.user_id, deviceId: row.device_id };
}
