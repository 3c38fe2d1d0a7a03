import { type ReadonlySignal, type Scope, type SfuParticipant, signal } from "@confab/core";
import type { Room } from "livekit-client";
import type { Livekit } from "../livekit.ts";
import { createLivekitParticipant, type LivekitParticipant } from "./livekitParticipant.ts";

/** Everybody else in the room, by identity. To be called before the room is connected. */
export function watchParticipants(
  scope: Scope,
  livekit: Livekit,
  room: Room,
): ReadonlySignal<ReadonlyMap<string, SfuParticipant>> {
  const participants$ = signal<ReadonlyMap<string, LivekitParticipant>>(new Map());
  const { ConnectionState, RoomEvent } = livekit;

  const refresh = () => {
    // While LiveKit rebuilds a connection it forgets everybody; they stay on the screen meanwhile.
    if (scope.ended || room.state === ConnectionState.Reconnecting) return;
    const before = participants$.peek();
    const now = new Map<string, LivekitParticipant>();
    for (const [identity, remote] of room.remoteParticipants) {
      const participant = before.get(identity) ?? createLivekitParticipant(livekit, identity);
      participant.update(remote);
      now.set(identity, participant);
    }
    for (const [identity, participant] of before) if (!now.has(identity)) participant.release();
    const changed =
      now.size !== before.size || [...now.keys()].some((identity) => !before.has(identity));
    if (changed) participants$.value = now;
  };

  // In a microtask: one message of the SFU raises several events, and when LiveKit begins to rebuild a connection it
  // reports everybody as gone before it says that it reconnects.
  let scheduled = false;
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      refresh();
    });
  };

  room
    .on(RoomEvent.SignalConnected, schedule)
    .on(RoomEvent.Connected, schedule)
    .on(RoomEvent.Reconnected, schedule)
    .on(RoomEvent.ParticipantConnected, schedule)
    .on(RoomEvent.ParticipantDisconnected, schedule)
    .on(RoomEvent.ActiveSpeakersChanged, schedule)
    .on(RoomEvent.ConnectionQualityChanged, schedule)
    .on(RoomEvent.TrackPublished, schedule)
    .on(RoomEvent.TrackUnpublished, schedule)
    .on(RoomEvent.TrackSubscribed, schedule)
    .on(RoomEvent.TrackUnsubscribed, schedule)
    .on(RoomEvent.TrackMuted, schedule)
    .on(RoomEvent.TrackUnmuted, schedule);

  scope.onEnd(() => {
    for (const participant of participants$.peek().values()) participant.release();
    participants$.value = new Map();
  });
  return participants$;
}
