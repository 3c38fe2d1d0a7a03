import { type CallError, DeviceError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import type { Capture, MediaDevicesPort } from "../ports/mediaDevices.ts";
import type { Scope } from "../reactive/scope.ts";
import { signal, untracked } from "../reactive/signal.ts";
import type { LocalScreenSource } from "./localMedia.ts";

/** Own screen share. Ends with its picture, whoever ends that: this person here or in the browser's bar. */
export function createScreenSource(scope: Scope, devices: MediaDevicesPort): LocalScreenSource {
  const capture$ = signal<Capture | undefined>(undefined);
  const audioCapture$ = signal<Capture | undefined>(undefined);
  const starting$ = signal(false);
  const problem$ = signal<CallError | undefined>(undefined);
  let sharing = scope.child();
  let isWanted = false;

  const stop = () => {
    isWanted = false;
    sharing.end();
    capture$.value = undefined;
    audioCapture$.value = undefined;
  };
  const share = (video: Capture, audio: Capture | undefined) => {
    sharing = scope.child();
    const own = sharing;
    own.onEnd(() => {
      video.stop();
      audio?.stop();
    });
    own.onEnd(
      video.failure$.subscribe((failure) => {
        if (failure !== undefined && !own.ended) untracked(stop);
      }),
    );
    if (own.ended) return;
    capture$.value = video;
    audioCapture$.value = audio;
  };

  return {
    available: devices.unavailable === undefined && devices.canShareScreen,
    capture$,
    audioCapture$,
    starting$,
    problem$,
    async start() {
      if (isWanted) return;
      isWanted = true;
      starting$.value = true;
      problem$.value = undefined;
      try {
        const { video, audio } = await devices.captureScreen();
        share(video, audio);
        // Stopped while the picker was open.
        if (!isWanted) stop();
      } catch (error) {
        isWanted = false;
        const isDismissed = error instanceof DeviceError && error.failure === "dismissed";
        if (!isDismissed) problem$.value = toCallError(error);
      }
      starting$.value = false;
    },
    stop,
  };
}
