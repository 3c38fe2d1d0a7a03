import {
  type Capture,
  type MediaSink,
  type MediaSource,
  type RemoteMedia,
  signal,
} from "@confab/core";

/** One published medium. All receivers share it. */
export interface FakeMedium extends RemoteMedia {
  /** Sends something else as the same medium, unmuted. */
  replace(capture: Capture): void;
  mute(): void;
}

export function createFakeMedium(source: MediaSource, capture: Capture): FakeMedium {
  const muted$ = signal(false);
  const subscribed$ = signal(true);
  const aspectRatio$ = signal(capture.kind === "video" ? 16 / 9 : undefined);
  const sinks = new Set<MediaSink>();
  let track = capture.track;
  return {
    source,
    muted$,
    subscribed$,
    aspectRatio$,
    attach(sink) {
      sinks.add(sink);
      sink.srcObject = track;
      return () => {
        sinks.delete(sink);
        sink.srcObject = null;
      };
    },
    replace(next) {
      track = next.track;
      for (const sink of sinks) sink.srcObject = track;
      muted$.value = false;
    },
    mute() {
      muted$.value = true;
    },
  };
}
