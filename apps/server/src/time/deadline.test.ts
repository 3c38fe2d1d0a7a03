import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { withDeadline } from "./deadline.ts";

describe("withDeadline", () => {
  it("[SO7] hands on what the task says in time, and leaves no timer", async () => {
    let timers = 0;
    const clock = {
      now: () => 0,
      after: () => {
        timers += 1;
        return () => {
          timers -= 1;
        };
      },
    };
    expect(await withDeadline(clock, 100, async () => "done")).toBe("done");
    await expect(
      withDeadline(clock, 100, () => Promise.reject(new Error("broken"))),
    ).rejects.toThrow("broken");
    expect(timers).toBe(0);
  });

  it("[SO7] ends a task that takes longer, whether it heeds the signal or not", async () => {
    const clock = createManualClock();
    let given: AbortSignal | undefined;
    const outcome = withDeadline(clock, 100, (signal) => {
      given = signal;
      return new Promise<never>(() => {});
    }).catch((error: unknown) => error);
    await clock.advance(99);
    expect(given?.aborted).toBe(false);
    await clock.advance(1);
    expect(given?.aborted).toBe(true);
    expect(await outcome).toEqual(new Error("no answer within 100 ms"));
  });
});
