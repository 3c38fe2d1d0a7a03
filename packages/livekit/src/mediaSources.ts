import type { MediaSource } from "@confab/core";
import type { Track } from "livekit-client";
import type { Livekit } from "./livekit.ts";

/** LiveKit's name of a source. */
export function toLivekitSource(livekit: Livekit, source: MediaSource): Track.Source {
  const { Source } = livekit.Track;
  const names: Readonly<Record<MediaSource, Track.Source>> = {
    microphone: Source.Microphone,
    camera: Source.Camera,
    screen: Source.ScreenShare,
    screenAudio: Source.ScreenShareAudio,
  };
  return names[source];
}

/** Undefined for what other clients may publish and we do not show. */
export function fromLivekitSource(livekit: Livekit, source: Track.Source): MediaSource | undefined {
  const { Source } = livekit.Track;
  switch (source) {
    case Source.Microphone:
      return "microphone";
    case Source.Camera:
      return "camera";
    case Source.ScreenShare:
      return "screen";
    case Source.ScreenShareAudio:
      return "screenAudio";
    default:
      return undefined;
  }
}
