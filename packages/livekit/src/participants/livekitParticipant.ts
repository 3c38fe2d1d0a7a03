import {
  batch,
  type ConnectionQuality,
  type MediaSource,
  type RemoteMedia,
  type SfuParticipant,
  signal,
} from "@confab/core";
import type {
  ConnectionQuality as LivekitQuality,
  RemoteParticipant,
  RemoteTrackPublication,
} from "livekit-client";
import type { Livekit } from "../livekit.ts";
import { fromLivekitSource } from "../mediaSources.ts";
import { createLivekitMedia, type LivekitMedia } from "./livekitMedia.ts";

/** Somebody else on the SFU, kept through reconnections: LiveKit makes new participants then. */
export interface LivekitParticipant extends SfuParticipant {
  /** Takes over everything that LiveKit says about the participant now. */
  update(remote: RemoteParticipant): void;
  release(): void;
}

export function createLivekitParticipant(livekit: Livekit, identity: string): LivekitParticipant {
  const media$ = signal<ReadonlyMap<MediaSource, RemoteMedia>>(new Map());
  const speaking$ = signal(false);
  const quality$ = signal<ConnectionQuality>("unknown");
  let media: ReadonlyMap<MediaSource, LivekitMedia> = new Map();

  const setMedia = (next: ReadonlyMap<MediaSource, LivekitMedia>) => {
    for (const [source, medium] of media) if (next.get(source) !== medium) medium.release();
    const changed =
      next.size !== media.size || [...next.keys()].some((source) => !media.has(source));
    media = next;
    if (changed) media$.value = next;
  };

  return {
    identity,
    media$,
    speaking$,
    quality$,
    update(remote) {
      batch(() => {
        speaking$.value = remote.isSpeaking;
        quality$.value = toQuality(livekit, remote.connectionQuality);
        const next = new Map<MediaSource, LivekitMedia>();
        for (const [source, publication] of publicationsBySource(livekit, remote)) {
          const plays = source === "microphone" || source === "screenAudio";
          const medium = media.get(source) ?? createLivekitMedia(source, plays);
          medium.update(publication);
          next.set(source, medium);
        }
        setMedia(next);
      });
    },
    release() {
      setMedia(new Map());
    },
  };
}

/** Should somebody publish a source twice, the newest counts. */
function publicationsBySource(
  livekit: Livekit,
  remote: RemoteParticipant,
): ReadonlyMap<MediaSource, RemoteTrackPublication> {
  const bySource = new Map<MediaSource, RemoteTrackPublication>();
  for (const publication of remote.trackPublications.values()) {
    const source = fromLivekitSource(livekit, publication.source);
    if (source !== undefined) bySource.set(source, publication);
  }
  return bySource;
}

/** LiveKit's five steps are finer than anybody can act on. */
export function toQuality(livekit: Livekit, quality: LivekitQuality): ConnectionQuality {
  const { ConnectionQuality: Quality } = livekit;
  switch (quality) {
    case Quality.Excellent:
    case Quality.Good:
      return "good";
    case Quality.Poor:
      return "poor";
    case Quality.Lost:
      return "lost";
    default:
      return "unknown";
  }
}
