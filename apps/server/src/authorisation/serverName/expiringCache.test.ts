import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import { createExpiringCache } from "./expiringCache.ts";

describe("createExpiringCache", () => {
  it("[SO12] forgets an entry when its time is over, and not before", async () => {
    const clock = createManualClock();
    const cache = createExpiringCache<string>(clock, 10);
    cache.set("a", "1", 1_000);
    cache.set("b", "2", 2_000);
    await clock.advance(999);
    expect(cache.get("a")).toBe("1");
    await clock.advance(1);
    expect(cache.get("a")).toBeUndefined();
    expect(cache.get("b")).toBe("2");
    cache.delete("b");
    expect(cache.get("b")).toBeUndefined();
  });

  it("[SO12] is bounded: what was not used for longest goes first", () => {
    const cache = createExpiringCache<number>(createManualClock(), 100);
    cache.set("in use", 1, 1_000);
    for (let n = 0; n < 20_000; n += 1) {
      cache.set(`stranger ${n}`, n, 1_000);
      cache.get("in use");
    }
    expect(cache.get("in use")).toBe(1);
    expect(cache.get("stranger 19900")).toBeUndefined();
    expect(cache.get("stranger 19901")).toBe(19_901);
  });
});
