import type { Backend } from "../backend.ts";
import type { Known } from "../homeserver/appServiceApi.ts";

/** Who is in the Matrix room of a call, as far as the configuration lets us ask. */
export interface RoomMembers {
  /** False when nobody is asked: everybody may be in every call. */
  readonly isChecked: boolean;
  isJoined(roomId: string, userId: string): Promise<Known<boolean>>;
  /** As of now, whatever was remembered. */
  isJoinedNow(roomId: string, userId: string): Promise<Known<boolean>>;
  /** Everybody who is joined, as of now. */
  all(roomId: string): Promise<Known<ReadonlySet<string>>>;
  /** Our homeserver says that it is not in the room, so that it cannot know who is. */
  hasLostRoom(roomId: string): Promise<boolean>;
  /** The homeserver told us of a change. */
  changed(roomId: string, userId: string): void;
}

const unknown = { known: false } as const;

export function createRoomMembers({
  config,
  appService,
}: Pick<Backend, "config" | "appService">): RoomMembers {
  if (appService === undefined || config.membership.check === "off") {
    return {
      isChecked: false,
      isJoined: async () => unknown,
      isJoinedNow: async () => unknown,
      all: async () => unknown,
      hasLostRoom: async () => false,
      changed() {},
    };
  }
  return {
    isChecked: true,
    isJoined: (roomId, userId) => appService.isJoined(roomId, userId),
    isJoinedNow(roomId, userId) {
      appService.forget(roomId, userId);
      return appService.isJoined(roomId, userId);
    },
    all: (roomId) => appService.joinedMembers(roomId),
    async hasLostRoom(roomId) {
      const own = await appService.isServerJoined(roomId, config.serverName);
      return own.known && !own.value;
    },
    changed(roomId, userId) {
      appService.forget(roomId, userId);
    },
  };
}
