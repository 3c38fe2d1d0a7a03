import type { Device } from "@confab/core";

/** One line of a device menu. */
export interface DeviceOption {
  readonly id: string;
  /** Empty until the person granted access once: show a name with `number` then. */
  readonly label: string;
  /** Counts devices of this kind from 1. */
  readonly number: number;
}

/** The devices as a menu shows them, without the browser's "default" and "communications" doubles. */
export function deviceOptions(devices: readonly Device[]): readonly DeviceOption[] {
  return devices
    .filter(
      (device) => device.id !== "" && device.id !== "default" && device.id !== "communications",
    )
    .map((device, index) => ({ id: device.id, label: device.label, number: index + 1 }));
}
