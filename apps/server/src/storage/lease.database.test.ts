import { describe, expect, it } from "vitest";
import { databaseUnderTest } from "../testing/databaseUnderTest.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createDeliveries } from "./deliveries.ts";
import { createLease } from "./lease.ts";

describe("Lease", () => {
  it("[SM19] is one replica's at a time, and the next one's when it ends or is released", async () => {
    const database = await databaseUnderTest();
    const clock = createManualClock();
    const [first, second] = ["first", "second"].map((owner) =>
      createLease(database, clock, { name: "work", owner }),
    );
    expect(await Promise.all([first?.take(100), second?.take(100)])).toEqual([true, false]);
    await clock.advance(99);
    expect(await second?.take(100)).toBe(false);
    expect(await first?.take(100)).toBe(true);
    await clock.advance(99);
    expect(await second?.take(100)).toBe(false);
    await clock.advance(1);
    expect(await second?.take(100)).toBe(true);
    expect(await first?.take(100)).toBe(false);
    await first?.release();
    expect(await first?.take(100)).toBe(false);
    await second?.release();
    expect(await first?.take(100)).toBe(true);
    const elsewhere = createLease(database, clock, { name: "other work", owner: "second" });
    expect(await elsewhere.take(100)).toBe(true);
  });
});

describe("Deliveries", () => {
  it("[SU4] remembers what was taken, by its source, for a while", async () => {
    const clock = createManualClock();
    const deliveries = createDeliveries(await databaseUnderTest(), clock);
    expect(await deliveries.isTaken("sfu", "1")).toBe(false);
    await deliveries.markTaken("sfu", "1");
    await deliveries.markTaken("sfu", "1");
    expect(await deliveries.isTaken("sfu", "1")).toBe(true);
    expect(await deliveries.isTaken("homeserver", "1")).toBe(false);
    await deliveries.forgetBefore(clock.now());
    expect(await deliveries.isTaken("sfu", "1")).toBe(true);
    await deliveries.forgetBefore(clock.now() + 1);
    expect(await deliveries.isTaken("sfu", "1")).toBe(false);
  });
});
