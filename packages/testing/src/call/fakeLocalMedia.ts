import {
  type CallError,
  type Capture,
  type Device,
  type LocalDeviceSource,
  type LocalMedia,
  type LocalScreenSource,
  type Signal,
  signal,
} from "@confab/core";
import { createFakeCapture } from "../devices/fakeCapture.ts";
import { fakeDevices } from "../devices/fakeMediaDevices.ts";

interface FakeDeviceSource extends LocalDeviceSource {
  readonly wanted$: Signal<boolean>;
  readonly capture$: Signal<Capture | undefined>;
  readonly starting$: Signal<boolean>;
  readonly problem$: Signal<CallError | undefined>;
  readonly deviceId$: Signal<string | undefined>;
  readonly devices$: Signal<readonly Device[]>;
  /** How often it was asked to try again. */
  readonly retries: number;
}

/** Own media whose every value the test sets. Switching and choosing only change the wish. */
export interface FakeLocalMedia extends LocalMedia {
  readonly microphone: FakeDeviceSource;
  readonly camera: FakeDeviceSource;
  readonly screen: LocalScreenSource & {
    readonly capture$: Signal<Capture | undefined>;
    readonly problem$: Signal<CallError | undefined>;
  };
}

export function createFakeLocalMedia(
  options: { readonly unavailable?: LocalMedia["unavailable"]; readonly on?: boolean } = {},
): FakeLocalMedia {
  const { unavailable, on = true } = options;
  const screen$ = signal<Capture | undefined>(undefined);
  const speakerId$ = signal<string | undefined>(undefined);
  return {
    unavailable,
    microphone: createSource("microphone", on),
    camera: createSource("camera", on),
    screen: {
      available: true,
      capture$: screen$,
      audioCapture$: signal(undefined),
      starting$: signal(false),
      problem$: signal<CallError | undefined>(undefined),
      async start() {
        screen$.value = createFakeCapture({ kind: "video" });
      },
      stop() {
        screen$.value = undefined;
      },
    },
    speaker: {
      available: true,
      deviceId$: speakerId$,
      devices$: signal(fakeDevices.filter((device) => device.kind === "speaker")),
      selectDevice(deviceId) {
        speakerId$.value = deviceId;
      },
    },
  };
}

function createSource(kind: "microphone" | "camera", on: boolean): FakeDeviceSource {
  const wanted$ = signal(on);
  const deviceId$ = signal<string | undefined>(undefined);
  let retries = 0;
  return {
    wanted$,
    capture$: signal<Capture | undefined>(undefined),
    starting$: signal(false),
    problem$: signal<CallError | undefined>(undefined),
    deviceId$,
    devices$: signal(fakeDevices.filter((device) => device.kind === kind)),
    get retries() {
      return retries;
    },
    setWanted(wanted) {
      wanted$.value = wanted;
    },
    selectDevice(deviceId) {
      deviceId$.value = deviceId;
    },
    retry() {
      retries += 1;
    },
  };
}
