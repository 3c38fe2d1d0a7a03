import { type Capture, type DeviceFailure, signal } from "@confab/core";

/** A capture without a device. Attached sinks get `track` as their source. */
export interface FakeCapture extends Capture {
  readonly stopped: boolean;
  /** Ends by itself, as a pulled plug does. */
  fail(failure: DeviceFailure): void;
  setLevel(level: number): void;
}

export function createFakeCapture(options: {
  readonly kind: Capture["kind"];
  readonly deviceId?: string | undefined;
  /** What sinks show; by default something that no browser could. */
  readonly track?: unknown;
  readonly onEnd?: () => void;
}): FakeCapture {
  const { kind, deviceId, track = { fake: kind } } = options;
  const failure$ = signal<DeviceFailure | undefined>(undefined);
  const level$ = signal(0);
  let stopped = false;
  const end = () => {
    if (stopped) return;
    stopped = true;
    level$.value = 0;
    options.onEnd?.();
  };
  return {
    kind,
    deviceId,
    failure$,
    level$,
    track,
    get stopped() {
      return stopped;
    },
    attach(sink) {
      sink.srcObject = track;
      return () => {
        if (sink.srcObject === track) sink.srcObject = null;
      };
    },
    stop: end,
    fail(failure) {
      if (stopped) return;
      end();
      failure$.value = failure;
    },
    setLevel(level) {
      if (!stopped && kind === "audio") level$.value = level;
    },
  };
}
