import type { Capture, MediaSource } from "@confab/core";
import type { LocalParticipant } from "livekit-client";
import type { Livekit } from "../livekit.ts";
import { toLivekitSource } from "../mediaSources.ts";
import { publishOptions } from "../roomOptions.ts";

/**
 * What is sent as one source. A clone of the capture's track is sent, never the track itself: LiveKit mutes by
 * disabling the track, which would blind the own picture and the level meter.
 */
export interface SentTrack {
  /** From the beginning of `send` to `silence`. */
  readonly sending: boolean;
  /** Sends `capture` instead of what was sent before. */
  send(capture: Capture): Promise<void>;
  /** Takes effect at once, even while `send` runs: nothing more leaves this device. */
  silence(): void;
  /** Tells the others: muted (microphone, camera) or gone (screen). */
  withdraw(): Promise<void>;
}

export function createSentTrack(
  livekit: Livekit,
  participant: LocalParticipant,
  source: MediaSource,
): SentTrack {
  let clone: MediaStreamTrack | undefined;

  /** Asked of LiveKit each time: it republishes after a reconnection, and drops a screen share that ended. */
  const publishedTrack = () =>
    participant.getTrackPublication(toLivekitSource(livekit, source))?.track;

  return {
    get sending() {
      return clone !== undefined;
    },
    silence() {
      clone?.stop();
      clone = undefined;
    },
    async send(capture) {
      const next = cloneTrack(capture);
      const previous = clone;
      clone = next;
      try {
        const track = publishedTrack();
        if (track === undefined) {
          await participant.publishTrack(next, publishOptions(livekit, source));
        } else {
          await track.replaceTrack(next, true);
          await track.unmute();
        }
      } catch (error) {
        next.stop();
        throw error;
      } finally {
        previous?.stop();
      }
    },
    async withdraw() {
      const track = publishedTrack();
      if (source === "microphone" || source === "camera") await track?.mute();
      else if (track !== undefined) await participant.unpublishTrack(track.mediaStreamTrack, false);
    },
  };
}

function cloneTrack(capture: Capture): MediaStreamTrack {
  if (!(capture.track instanceof MediaStreamTrack)) throw new TypeError("not a browser's track");
  const clone = capture.track.clone();
  clone.contentHint = capture.track.contentHint;
  return clone;
}
