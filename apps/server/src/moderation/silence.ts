import type { MuteSource } from "@confab/protocol";
import type { SfuRooms, SfuTrackSource } from "../sfu/sfuRooms.ts";
import { askSfu, type LiveParticipant } from "./liveCall.ts";

const trackSources: Readonly<Record<MuteSource, readonly SfuTrackSource[]>> = {
  microphone: ["microphone"],
  camera: ["camera"],
  screen: ["screen", "screen-audio"],
};

/**
 * Mutes what is not muted yet, and answers how many tracks that were. All are tried; throws `MatrixError` 502 when the
 * SFU failed for one.
 */
export async function silence(
  sfu: SfuRooms,
  roomName: string,
  participants: readonly LiveParticipant[],
  sources: readonly MuteSource[],
): Promise<number> {
  const meant = new Set(sources.flatMap((source) => trackSources[source]));
  const muting = participants.flatMap(({ identity, tracks }) =>
    tracks
      .filter(({ source, muted }) => !muted && meant.has(source))
      .map(({ sid }) => askSfu(sfu.mute(roomName, identity, sid))),
  );
  const results = await Promise.allSettled(muting);
  let count = 0;
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
    if (result.value) count += 1;
  }
  return count;
}
