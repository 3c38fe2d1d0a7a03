import type { DeviceOption } from "@confab/view";

/** A device's own name without the hardware's numbers at its end, or a counted one while it may not be known. */
export function deviceName(
  option: DeviceOption,
  kind: string,
  unnamed: (kind: string, number: number) => string,
): string {
  const label = option.label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, "").trim();
  return label === "" ? unnamed(kind, option.number) : label;
}
