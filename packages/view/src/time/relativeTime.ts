/** A distance in time as `Intl.RelativeTimeFormat` wants it; never in the future. */
export interface RelativeTime {
  readonly value: number;
  readonly unit: "minute" | "hour" | "day" | "week" | "month" | "year";
}

const minute = 60_000;
const units = [
  ["year", 365 * 24 * 60 * minute],
  ["month", 30 * 24 * 60 * minute],
  ["week", 7 * 24 * 60 * minute],
  ["day", 24 * 60 * minute],
  ["hour", 60 * minute],
] as const;

/** How long ago `thenMs` was, in the largest unit that fits; both in milliseconds since the Unix epoch. */
export function relativeTime(nowMs: number, thenMs: number): RelativeTime {
  const passed = Math.max(0, nowMs - thenMs);
  for (const [unit, length] of units) {
    if (passed >= length) return { unit, value: -Math.floor(passed / length) };
  }
  return { unit: "minute", value: -Math.floor(passed / minute) };
}
