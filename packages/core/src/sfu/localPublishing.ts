import type { CallConfig } from "../call/callConfig.ts";
import { CallError } from "../errors/callError.ts";
import type { LocalMedia } from "../media/localMedia.ts";
import type { Clock } from "../ports/clock.ts";
import type { Capture } from "../ports/mediaDevices.ts";
import type { MediaSource, SfuConnection } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, type ReadonlySignal, signal, untracked } from "../reactive/signal.ts";

interface LocalPublishingDeps {
  readonly connection: SfuConnection;
  readonly local: LocalMedia;
  readonly clock: Clock;
  readonly config: CallConfig;
}

/** Sends what is captured for as long as the scope lives. Returns why something could not be sent. */
export function publishLocalMedia(
  scope: Scope,
  deps: LocalPublishingDeps,
): ReadonlySignal<CallError | undefined> {
  const { connection, local } = deps;
  const problems = [
    publishSource(scope, deps, "microphone", local.microphone.capture$),
    publishSource(scope, deps, "camera", local.camera.capture$),
    publishSource(scope, deps, "screen", local.screen.capture$),
    publishSource(scope, deps, "screenAudio", local.screen.audioCapture$),
  ];
  scope.onEnd(
    effect(() => {
      const deviceId = local.speaker.deviceId$.value;
      // The adapter falls back to the default device; there is nothing to tell anybody.
      untracked(() => connection.setSpeaker(deviceId)).catch(() => {});
    }),
  );
  return computed(() => problems.find((problem$) => problem$.value !== undefined)?.value);
}

/**
 * Every wish goes to the connection at once, where the last one for a source wins: a microphone that is switched off
 * must not wait until an earlier change, held up by a reconnect, is through.
 */
function publishSource(
  scope: Scope,
  { connection, clock, config }: LocalPublishingDeps,
  source: MediaSource,
  capture$: ReadonlySignal<Capture | undefined>,
): ReadonlySignal<CallError | undefined> {
  const problem$ = signal<CallError | undefined>(undefined);
  let wished: Capture | undefined;
  let wish = scope.child();

  const send = async (own: Scope, capture: Capture | undefined) => {
    try {
      await connection.publish(source, capture);
      if (!own.ended) problem$.value = undefined;
    } catch (error) {
      if (own.ended) return;
      problem$.value = toPublishError(error, source);
      own.onEnd(clock.after(config.publishRetryMs, () => void send(own, capture)));
    }
  };
  scope.onEnd(
    capture$.subscribe((capture) => {
      if (capture === wished) return;
      wished = capture;
      wish.end();
      wish = scope.child();
      const own = wish;
      untracked(() => void send(own, capture));
    }),
  );
  return problem$;
}

function toPublishError(error: unknown, source: MediaSource): CallError {
  if (error instanceof CallError) return error;
  return new CallError("PUBLISH_FAILED", { cause: error, data: { source } });
}
