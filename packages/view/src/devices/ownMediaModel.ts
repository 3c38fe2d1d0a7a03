import { computed, type LocalMedia, type ReadonlySignal } from "@confab/core";
import { deviceNotice } from "../notices/deviceNotice.ts";
import type { Notice } from "../notices/notice.ts";
import { createDeviceModel, type DeviceModel } from "./deviceModel.ts";
import { type DeviceOption, deviceOptions } from "./deviceOptions.ts";

export interface SpeakerModel {
  /** False where the browser cannot choose: no menu is shown then. */
  readonly available: boolean;
  readonly options$: ReadonlySignal<readonly DeviceOption[]>;
  readonly selected$: ReadonlySignal<string | undefined>;
  select(deviceId: string): void;
}

export interface ScreenShareModel {
  /** False where the browser cannot share: no button is shown then. */
  readonly available: boolean;
  readonly sharing$: ReadonlySignal<boolean>;
  readonly starting$: ReadonlySignal<boolean>;
  readonly problem$: ReadonlySignal<Notice | undefined>;
  /** Must be called in a click or key handler: browsers open their picker only then. */
  toggle(): void;
}

/** Everything this person sends, and where they listen, as switches and menus. */
export interface OwnMediaModel {
  readonly microphone: DeviceModel;
  readonly camera: DeviceModel;
  readonly speaker: SpeakerModel;
  readonly screen: ScreenShareModel;
}

export function createOwnMediaModel(local: LocalMedia): OwnMediaModel {
  const sharing$ = computed(() => local.screen.capture$.value !== undefined);
  return {
    microphone: createDeviceModel("microphone", local.microphone, local.unavailable),
    camera: createDeviceModel("camera", local.camera, local.unavailable),
    speaker: {
      available: local.speaker.available,
      options$: computed(() => deviceOptions(local.speaker.devices$.value)),
      selected$: local.speaker.deviceId$,
      select: (deviceId) => local.speaker.selectDevice(deviceId),
    },
    screen: {
      available: local.screen.available,
      sharing$,
      starting$: local.screen.starting$,
      problem$: computed(() => {
        const problem = local.screen.problem$.value;
        return problem && deviceNotice("screen", problem, undefined);
      }),
      toggle() {
        if (sharing$.peek()) local.screen.stop();
        else void local.screen.start();
      },
    },
  };
}
