import {
  type Capture,
  type DeviceFailure,
  type ReadonlySignal,
  type Scope,
  signal,
} from "@confab/core";

/** A capture around the browser's track. It ends with `scope`, which `stop` ends. */
export function createTrackCapture(
  scope: Scope,
  track: MediaStreamTrack,
  parts: {
    readonly deviceId: string | undefined;
    readonly level$: ReadonlySignal<number>;
    /** Asked once, when the track ended although nobody stopped it. */
    readonly whyEnded: () => Promise<DeviceFailure>;
  },
): Capture {
  const failure$ = signal<DeviceFailure | undefined>(undefined);
  const stream = new MediaStream([track]);

  const explainEnd = async () => {
    const failure = await parts.whyEnded();
    if (!scope.ended) failure$.value = failure;
  };
  const onEnded = () => void explainEnd();
  // The browser fires `ended` only when the track ends by itself, never after `stop()`.
  track.addEventListener("ended", onEnded);
  scope.onEnd(() => {
    track.removeEventListener("ended", onEnded);
    track.stop();
  });

  return {
    kind: track.kind === "audio" ? "audio" : "video",
    deviceId: parts.deviceId,
    failure$,
    level$: parts.level$,
    track,
    attach(sink) {
      sink.srcObject = stream;
      return () => {
        if (sink.srcObject === stream) sink.srcObject = null;
      };
    },
    stop: () => scope.end(),
  };
}
