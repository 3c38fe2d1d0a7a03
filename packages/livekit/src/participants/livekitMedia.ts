import { type MediaSink, type MediaSource, type RemoteMedia, signal } from "@confab/core";
import type { RemoteTrack, RemoteTrackPublication } from "livekit-client";

/** One medium of somebody else that outlives LiveKit's publications: a reconnection replaces those. */
export interface LivekitMedia extends RemoteMedia {
  /** Takes over what the publication says now. */
  update(publication: RemoteTrackPublication): void;
  /** Stops playing and showing. */
  release(): void;
}

/** `plays`: sound that the adapter plays by itself, without any sink. */
export function createLivekitMedia(source: MediaSource, plays: boolean): LivekitMedia {
  const muted$ = signal(false);
  const subscribed$ = signal(false);
  const aspectRatio$ = signal<number | undefined>(undefined);
  const sinks = new Map<MediaSink, () => void>();
  let track: RemoteTrack | undefined;

  const connect = (sink: MediaSink) => {
    if (track !== undefined) sinks.set(sink, connectSink(track, sink, showRatio));
  };
  const showRatio = (width: number, height: number) => {
    if (width > 0 && height > 0) aspectRatio$.value = width / height;
  };
  const setTrack = (next: RemoteTrack | undefined) => {
    if (next === track) return;
    for (const disconnect of sinks.values()) disconnect();
    if (plays) track?.detach();
    track = next;
    if (plays) track?.attach();
    for (const sink of sinks.keys()) connect(sink);
  };

  return {
    source,
    muted$,
    subscribed$,
    aspectRatio$,
    attach(sink) {
      sinks.set(sink, () => {});
      connect(sink);
      return () => {
        sinks.get(sink)?.();
        sinks.delete(sink);
      };
    },
    update(publication) {
      muted$.value = publication.isMuted;
      // What was announced holds until a video element has seen the first frame.
      if (aspectRatio$.peek() === undefined && publication.dimensions !== undefined) {
        showRatio(publication.dimensions.width, publication.dimensions.height);
      }
      setTrack(publication.isSubscribed ? publication.track : undefined);
      subscribed$.value = track !== undefined;
    },
    release() {
      setTrack(undefined);
      subscribed$.value = false;
    },
  };
}

/** Returns the function that undoes it. */
function connectSink(
  track: RemoteTrack,
  sink: MediaSink,
  onResize: (width: number, height: number) => void,
): () => void {
  if (!(sink instanceof HTMLMediaElement)) {
    const stream = new MediaStream([track.mediaStreamTrack]);
    sink.srcObject = stream;
    return () => {
      if (sink.srcObject === stream) sink.srcObject = null;
    };
  }
  // LiveKit watches attached elements: their size and visibility choose what is received (adaptive stream).
  track.attach(sink);
  const resized = () => {
    if (sink instanceof HTMLVideoElement) onResize(sink.videoWidth, sink.videoHeight);
  };
  sink.addEventListener("resize", resized);
  return () => {
    sink.removeEventListener("resize", resized);
    track.detach(sink);
  };
}
