/**
 * When the devices of a room are looked for next: all of them at the same time, so that one question to the SFU is
 * enough, and each room at another time. Undefined when `intervalMs` is 0.
 */
export function nextCheckAt(room: string, now: number, intervalMs: number): number | undefined {
  if (intervalMs === 0) return undefined;
  const phase = hash(room) % intervalMs;
  return now + intervalMs - ((((now - phase) % intervalMs) + intervalMs) % intervalMs);
}

/** FNV-1a, 32 bits: spreads, and nothing else. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
