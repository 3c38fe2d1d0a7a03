import { describe, expect, it } from "vitest";
import { createFakeClock } from "./fakeClock.ts";

describe("FakeClock", () => {
  it("[FC1] runs what is due, in order, and what that starts", async () => {
    const clock = createFakeClock(0);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} at ${clock.now()}`);
    clock.after(200, note("second"));
    clock.after(100, () => {
      note("first")();
      void Promise.resolve().then(() => clock.after(50, note("started by it")));
    });
    clock.after(301, note("too late"));
    await clock.advance(300);
    expect(ran).toEqual(["first at 100", "started by it at 150", "second at 200"]);
    expect(clock.now()).toBe(300);
    expect(clock.pendingTimers).toBe(1);
  });

  it("[FC2] does not run what was cancelled", async () => {
    const clock = createFakeClock(0);
    let ran = false;
    const cancel = clock.after(100, () => {
      ran = true;
    });
    cancel();
    await clock.advance(100);
    expect(ran).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});
