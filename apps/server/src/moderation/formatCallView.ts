import type { CallRoom } from "../calls/callIndex.ts";
import type { CallView } from "./callModeration.ts";

/** The body of `GET …/call`. Times are in milliseconds since the Unix epoch. */
export function formatCallView({ slotId }: CallRoom, view: CallView): object {
  const { participants, lockedBy, removed, moderates } = view;
  return {
    slotId,
    locked: lockedBy !== undefined,
    lockedBy: lockedBy ?? null,
    removed,
    participants: participants.map(({ userId, deviceId, identity, joinedAt, tracks }) => ({
      userId: userId ?? null,
      deviceId: deviceId ?? null,
      identity,
      joinedAt,
      tracks: tracks.map(({ source, muted }) => ({ source, muted })),
    })),
    youMay: { mute: moderates, remove: moderates, end: moderates, lock: moderates },
  };
}
