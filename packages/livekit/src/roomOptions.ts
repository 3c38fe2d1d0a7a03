import type { MediaSource } from "@confab/core";
import type { RoomOptions, TrackPublishOptions } from "livekit-client";
import type { Livekit } from "./livekit.ts";
import { toLivekitSource } from "./mediaSources.ts";

/** How every room is entered. SPEC.md tells what was measured. */
export function roomOptions(): RoomOptions {
  return {
    // Only what is seen is received, at the size in which it is seen; only what somebody receives is sent.
    adaptiveStream: true,
    dynacast: true,
    // Captures belong to whoever made them; we send clones and stop those.
    stopLocalTrackOnUnpublish: false,
    disconnectOnPageLeave: true,
    webAudioMix: false,
    // One transport for both directions: one ICE and DTLS handshake less, and the offer travels with the join.
    singlePeerConnection: true,
  };
}

/** How one source is encoded. Video is VP8, which every browser decodes, in several sizes at once (simulcast). */
export function publishOptions(livekit: Livekit, source: MediaSource): TrackPublishOptions {
  const { AudioPresets, VideoPresets } = livekit;
  const bySource: Readonly<Record<MediaSource, TrackPublishOptions>> = {
    microphone: { audioPreset: AudioPresets.music, dtx: true },
    camera: {
      simulcast: true,
      videoEncoding: VideoPresets.h720.encoding,
      videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
    },
    screen: {
      simulcast: true,
      screenShareEncoding: { maxBitrate: 5_000_000, maxFramerate: 30 },
      // Text that turns to mush is useless; a slow frame is not.
      degradationPreference: "maintain-resolution",
    },
    screenAudio: {
      audioPreset: AudioPresets.musicHighQualityStereo,
      forceStereo: true,
      dtx: false,
    },
  };
  return {
    source: toLivekitSource(livekit, source),
    videoCodec: "vp8",
    backupCodec: false,
    // Redundant audio clashes with frame encryption, and Firefox gets none of it.
    red: false,
    ...bySource[source],
  };
}
