import {
  type ConnectionQuality,
  createEmitter,
  type MediaSource,
  type ReadonlySignal,
  type Scope,
  type SfuCloseReason,
  type SfuConnection,
  signal,
  type SfuState,
} from "@confab/core";
import type { Room } from "livekit-client";
import { closeReason } from "./closeReason.ts";
import type { Livekit } from "./livekit.ts";
import { fromLivekitSource } from "./mediaSources.ts";
import { toQuality } from "./participants/livekitParticipant.ts";
import { watchParticipants } from "./participants/participants.ts";
import { createPublisher } from "./publishing/publisher.ts";
import { createSentTrack } from "./publishing/sentTrack.ts";

/** The port's view of a LiveKit room. To be made before the room connects; ends with `scope`. */
export function createConnection(scope: Scope, livekit: Livekit, room: Room): SfuConnection {
  const { ConnectionState, RoomEvent } = livekit;
  const { localParticipant } = room;
  const state$ = signal<SfuState>("connected");
  const closeReason$ = signal<SfuCloseReason | undefined>(undefined);
  const localSpeaking$ = signal(false);
  const localQuality$ = signal<ConnectionQuality>("unknown");
  const playbackBlocked$ = signal(false);
  const silenced = createEmitter<MediaSource>();
  const participants$ = watchParticipants(scope, livekit, room);
  const publisher = createPublisher(
    (source) => createSentTrack(livekit, localParticipant, source),
    () => nextValue(state$, (state) => state !== "reconnecting"),
  );

  const close = (reason: SfuCloseReason) => {
    if (state$.peek() === "closed") return;
    // The reason first: whoever sees `closed` finds it.
    closeReason$.value = reason;
    state$.value = "closed";
    publisher.close();
    scope.end();
  };

  const onReconnecting = () => {
    if (state$.peek() !== "closed") state$.value = "reconnecting";
  };

  room
    .on(RoomEvent.SignalReconnecting, onReconnecting)
    .on(RoomEvent.Reconnecting, onReconnecting)
    .on(RoomEvent.Reconnected, () => {
      if (state$.peek() !== "closed") state$.value = "connected";
    })
    .on(RoomEvent.Disconnected, (reason) => close(closeReason(livekit, reason)))
    .on(RoomEvent.ActiveSpeakersChanged, () => {
      localSpeaking$.value = localParticipant.isSpeaking;
    })
    .on(RoomEvent.TrackMuted, (publication, participant) => {
      if (participant !== localParticipant) return;
      const source = fromLivekitSource(livekit, publication.source);
      if (source !== undefined && publisher.sends(source)) silenced.emit(source);
    })
    .on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
      if (participant === localParticipant) localQuality$.value = toQuality(livekit, quality);
    })
    .on(RoomEvent.AudioPlaybackStatusChanged, () => {
      playbackBlocked$.value = !room.canPlaybackAudio;
    });

  scope.onEnd(() => {
    close("left");
    if (room.state !== ConnectionState.Disconnected) void room.disconnect(false);
  });

  return {
    get identity() {
      return localParticipant.identity;
    },
    state$,
    closeReason$,
    participants$,
    localSpeaking$,
    localQuality$,
    playbackBlocked$,
    publish: (source, capture) => publisher.publish(source, capture),
    onSilenced: (listener) => silenced.on(listener),
    async setSpeaker(deviceId) {
      // The empty id is the system's default (Audio Output Devices API §2.2).
      const isSet = await trySetSpeaker(room, deviceId ?? "");
      if (!isSet && deviceId !== undefined) await trySetSpeaker(room, "");
    },
    resumePlayback: () => room.startAudio(),
    async close() {
      close("left");
      await room.disconnect(false);
    },
  };
}

/** False when there is no such device, or the browser cannot choose one. */
async function trySetSpeaker(room: Room, deviceId: string): Promise<boolean> {
  try {
    return await room.switchActiveDevice("audiooutput", deviceId);
  } catch {
    return false;
  }
}

/** Resolves as soon as the signal's value satisfies `accept`, now or later. */
function nextValue<T>(value$: ReadonlySignal<T>, accept: (value: T) => boolean): Promise<void> {
  if (accept(value$.peek())) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = value$.subscribe((value) => {
      if (!accept(value)) return;
      unsubscribe();
      resolve();
    });
  });
}
