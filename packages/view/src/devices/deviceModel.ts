import {
  computed,
  type LocalDeviceSource,
  type LocalMedia,
  type MediaSink,
  type ReadonlySignal,
} from "@confab/core";
import { deviceNotice } from "../notices/deviceNotice.ts";
import type { Notice } from "../notices/notice.ts";
import { type DeviceOption, deviceOptions } from "./deviceOptions.ts";

/** Something with a picture or sound that can be shown. */
export interface Attachable {
  attach(sink: MediaSink): () => void;
}

/** Own microphone or camera: its switch, its menu and its trouble. Lobby and call show the same one. */
export interface DeviceModel {
  readonly kind: "microphone" | "camera";
  /** The switch: wanted, and not known to be impossible. */
  readonly on$: ReadonlySignal<boolean>;
  readonly starting$: ReadonlySignal<boolean>;
  /** What is captured right now. */
  readonly capture$: ReadonlySignal<Attachable | undefined>;
  /** 0…1; 0 while nothing is captured, and always for a camera. */
  readonly level$: ReadonlySignal<number>;
  readonly problem$: ReadonlySignal<Notice | undefined>;
  readonly options$: ReadonlySignal<readonly DeviceOption[]>;
  /** The device in use or, while nothing is captured, the chosen one. */
  readonly selected$: ReadonlySignal<string | undefined>;
  /** Switches over; a switch that is off because of a problem tries again. */
  toggle(): void;
  select(deviceId: string): void;
}

export function createDeviceModel(
  kind: "microphone" | "camera",
  source: LocalDeviceSource,
  unavailable: LocalMedia["unavailable"],
): DeviceModel {
  const capturable = unavailable === undefined;
  const on$ = computed(
    () => capturable && source.wanted$.value && source.problem$.value === undefined,
  );
  return {
    kind,
    on$,
    starting$: source.starting$,
    capture$: source.capture$,
    level$: computed(() => (on$.value ? (source.capture$.value?.level$.value ?? 0) : 0)),
    problem$: computed((): Notice | undefined => {
      if (!capturable) return { id: `device.${kind}.${unavailable}`, severity: "warning" };
      const problem = source.problem$.value;
      return problem && deviceNotice(kind, problem, () => source.retry());
    }),
    options$: computed(() => deviceOptions(source.devices$.value)),
    selected$: computed(() => source.capture$.value?.deviceId ?? source.deviceId$.value),
    toggle() {
      if (source.wanted$.peek() && source.problem$.peek() !== undefined) source.retry();
      else source.setWanted(!source.wanted$.peek());
    },
    select: (deviceId) => source.selectDevice(deviceId),
  };
}
