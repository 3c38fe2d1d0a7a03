import type { KeyValueStore } from "../ports/keyValueStore.ts";
import type { MediaDevicesPort } from "../ports/mediaDevices.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, signal } from "../reactive/signal.ts";
import { createDeviceSource } from "./deviceSource.ts";
import type { LocalMedia, LocalSpeaker } from "./localMedia.ts";
import { createScreenSource } from "./screenSource.ts";

export interface LocalMediaDeps {
  readonly devices: MediaDevicesPort;
  /** Remembers what was on and which devices were chosen. */
  readonly preferences: KeyValueStore;
  /** Leaves microphone and camera off until the person switches them on. */
  readonly startOff?: boolean;
}

/** Opens what the person wants to send. Everything that runs stops with the scope. */
export function createLocalMedia(scope: Scope, deps: LocalMediaDeps): LocalMedia {
  const { devices, preferences, startOff = false } = deps;
  const common = { devices, preferences, startOff };
  return {
    unavailable: devices.unavailable,
    microphone: createDeviceSource(scope, { ...common, kind: "microphone", staysOpen: true }),
    camera: createDeviceSource(scope, { ...common, kind: "camera", staysOpen: false }),
    screen: createScreenSource(scope, devices),
    speaker: createSpeaker(devices, preferences),
  };
}

function createSpeaker(devices: MediaDevicesPort, preferences: KeyValueStore): LocalSpeaker {
  const key = "speaker.device";
  const deviceId$ = signal(preferences.get(key));
  return {
    available: devices.unavailable === undefined && devices.canChooseSpeaker,
    deviceId$,
    devices$: computed(() => devices.devices$.value.filter(({ kind }) => kind === "speaker")),
    selectDevice(deviceId) {
      preferences.set(key, deviceId);
      deviceId$.value = deviceId;
    },
  };
}
