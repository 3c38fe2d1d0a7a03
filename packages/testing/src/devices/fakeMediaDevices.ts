import {
  type Clock,
  type Device,
  DeviceError,
  type DeviceFailure,
  type MediaDevicesPort,
  signal,
} from "@confab/core";
import { createFakeCapture, type FakeCapture } from "./fakeCapture.ts";

/** What a test breaks. Change it at any time. */
export interface DeviceFaults {
  /** How long opening a device takes, milliseconds. */
  latencyMs: number;
  /** Refuses the captures for which it returns a failure. */
  refuse: (kind: "microphone" | "camera" | "screen") => DeviceFailure | undefined;
}

/** Cameras, microphones and a screen in memory. */
export interface FakeMediaDevices extends MediaDevicesPort {
  readonly faults: DeviceFaults;
  /** Captures that run: what has its light on. */
  readonly running: readonly FakeCapture[];
  /** How many captures were ever started. */
  readonly startedCount: number;
  /** Whether a shared screen comes with sound. */
  screenHasAudio: boolean;
  plug(device: Device): void;
  /** Removes a device; what is captured from it fails. */
  unplug(deviceId: string): void;
}

export const fakeDevices: readonly Device[] = [
  { id: "mic-1", kind: "microphone", label: "Built-in microphone" },
  { id: "mic-2", kind: "microphone", label: "Headset microphone" },
  { id: "cam-1", kind: "camera", label: "Built-in camera" },
  { id: "cam-2", kind: "camera", label: "USB camera" },
  { id: "speaker-1", kind: "speaker", label: "Built-in speaker" },
  { id: "speaker-2", kind: "speaker", label: "Headset" },
];

interface FakeMediaDevicesOptions {
  readonly devices?: readonly Device[];
  readonly unavailable?: MediaDevicesPort["unavailable"];
  readonly canShareScreen?: boolean;
  readonly canChooseSpeaker?: boolean;
  /** What captures give their sinks. */
  readonly track?: (kind: "microphone" | "camera" | "screen") => unknown;
}

export function createFakeMediaDevices(
  clock: Clock,
  options: FakeMediaDevicesOptions = {},
): FakeMediaDevices {
  const { unavailable, canShareScreen = true, canChooseSpeaker = true } = options;
  const devices$ = signal(options.devices ?? fakeDevices);
  const running: FakeCapture[] = [];
  const faults: DeviceFaults = { latencyMs: 0, refuse: () => undefined };
  let startedCount = 0;
  let screenHasAudio = false;

  const start = (
    capture: FakeCapture["kind"],
    kind: "microphone" | "camera" | "screen",
    deviceId?: string,
  ) => {
    startedCount += 1;
    const started = createFakeCapture({
      kind: capture,
      deviceId,
      track: options.track?.(kind),
      onEnd: () => running.splice(running.indexOf(started), 1),
    });
    running.push(started);
    return started;
  };
  const open = async (kind: "microphone" | "camera" | "screen") => {
    if (unavailable !== undefined) throw new DeviceError(unavailable);
    if (faults.latencyMs > 0) {
      await new Promise<void>((resolve) => clock.after(faults.latencyMs, resolve));
    }
    const failure = faults.refuse(kind);
    if (failure !== undefined) throw new DeviceError(failure);
  };

  return {
    unavailable,
    canShareScreen,
    canChooseSpeaker,
    devices$,
    faults,
    running,
    get startedCount() {
      return startedCount;
    },
    get screenHasAudio() {
      return screenHasAudio;
    },
    set screenHasAudio(has) {
      screenHasAudio = has;
    },
    async capture(kind, deviceId) {
      await open(kind);
      const ofKind = devices$.peek().filter((device) => device.kind === kind);
      const device = ofKind.find(({ id }) => id === deviceId) ?? ofKind[0];
      if (device === undefined) throw new DeviceError("missing");
      return start(kind === "microphone" ? "audio" : "video", kind, device.id);
    },
    async captureScreen() {
      await open("screen");
      const video = start("video", "screen");
      return screenHasAudio ? { video, audio: start("audio", "screen") } : { video };
    },
    plug(device) {
      devices$.value = [...devices$.peek(), device];
    },
    unplug(deviceId) {
      devices$.value = devices$.peek().filter(({ id }) => id !== deviceId);
      for (const capture of running.filter((one) => one.deviceId === deviceId)) {
        capture.fail("unplugged");
      }
    },
  };
}
