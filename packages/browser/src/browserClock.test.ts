import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBrowserClock } from "./browserClock.ts";

describe("browser clock", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("[BC1] fires a timer of forty days after forty days", () => {
    const fortyDays = 40 * 24 * 3_600_000;
    let fired = 0;
    createBrowserClock().after(fortyDays, () => (fired += 1));
    vi.advanceTimersByTime(fortyDays - 1);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  });

  it("[BC2] does not fire a cancelled timer, not even in the second half of a long one", () => {
    const fortyDays = 40 * 24 * 3_600_000;
    let fired = 0;
    const cancel = createBrowserClock().after(fortyDays, () => (fired += 1));
    vi.advanceTimersByTime(30 * 24 * 3_600_000);
    cancel();
    vi.advanceTimersByTime(fortyDays);
    expect(fired).toBe(0);
  });
});
