const firstPauseMs = 1_000;
const factor = 1.5;
const longestPauseMs = 60_000;

/**
 * How long to wait after so many failures in a row: a second, half as much again each time, a minute at most. Half of
 * it more or less, by `random` from 0 to 1, so that those who failed together do not come back together.
 */
export function backoffMs(failures: number, random: number): number {
  const pauseMs = Math.min(firstPauseMs * factor ** failures, longestPauseMs);
  return Math.min(Math.round(pauseMs * (0.5 + random)), longestPauseMs);
}
