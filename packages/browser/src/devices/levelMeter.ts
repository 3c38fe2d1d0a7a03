import { type ReadonlySignal, signal } from "@confab/core";
import type { MediaEnvironment } from "./mediaEnvironment.ts";
import { soundLevel } from "./soundLevel.ts";

const readEveryMs = 100;
/** About one reading interval of samples at 48 kHz, so that no short sound falls between two readings. */
const windowSamples = 4096;

/** Measures microphones. All meters of a page share one `AudioContext`: browsers allow only a few. */
export interface LevelMeters {
  /** The track's loudness, 0…1, about ten times a second. Costs nothing while nobody subscribes. */
  levelOf(track: MediaStreamTrack): ReadonlySignal<number>;
  close(): void;
}

export function createLevelMeters(
  environment: Pick<MediaEnvironment, "createAudioContext" | "hasBeenTouched">,
): LevelMeters {
  let context: AudioContext | undefined;

  return {
    levelOf(track) {
      let stop: (() => void) | undefined;
      const level$ = signal(0, {
        watched() {
          context ??= environment.createAudioContext();
          stop = measure(context, track, environment.hasBeenTouched, (level) => {
            level$.value = level;
          });
        },
        unwatched() {
          stop?.();
          stop = undefined;
        },
      });
      return level$;
    },
    close() {
      if (context?.state !== "closed") void context?.close();
    },
  };
}

function measure(
  context: AudioContext,
  track: MediaStreamTrack,
  hasBeenTouched: () => boolean,
  report: (level: number) => void,
): () => void {
  const source = connectSource(context, track);
  if (source === undefined) return () => {};
  const analyser = new AnalyserNode(context, { fftSize: windowSamples });
  source.connect(analyser);
  const samples = new Float32Array(windowSamples);
  const timer = setInterval(() => {
    // Before the first click a context stays suspended and reads silence; asking earlier only fills the console.
    if (context.state === "suspended" && hasBeenTouched()) context.resume().catch(() => {});
    analyser.getFloatTimeDomainData(samples);
    report(soundLevel(samples));
  }, readEveryMs);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** Undefined where the browser cannot measure this track (Firefox: another sample rate than the context's). */
function connectSource(
  context: AudioContext,
  track: MediaStreamTrack,
): MediaStreamAudioSourceNode | undefined {
  try {
    return context.createMediaStreamSource(new MediaStream([track]));
  } catch {
    return undefined;
  }
}
