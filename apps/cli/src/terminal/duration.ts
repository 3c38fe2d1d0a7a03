/** A span for people: `0.4 s`, `41 s`, `2 min 41 s`, `3 h 5 min`, `4 d 2 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, "min", "s");
  if (whole < 86_400) return pair(Math.floor(whole / 60), 60, "h", "min");
  return pair(Math.floor(whole / 3600), 24, "d", "h");
}

function pair(amount: number, base: number, large: string, small: string): string {
  const rest = amount % base;
  const first = `${Math.floor(amount / base)} ${large}`;
  return rest === 0 ? first : `${first} ${rest} ${small}`;
}
