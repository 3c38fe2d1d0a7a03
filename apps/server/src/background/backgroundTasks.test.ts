import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { createBackgroundTasks } from "./backgroundTasks.ts";
import { inParallel } from "./inParallel.ts";
import { createRepeatedWork } from "./repeatedWork.ts";

function setUp() {
  const clock = createManualClock();
  const lines: string[] = [];
  const log = { warn: (_data: object, message: string) => lines.push(message) };
  return { clock, lines, tasks: createBackgroundTasks({ clock, log }) };
}

describe("BackgroundTasks", () => {
  it("[SY1] waits at the end for what runs, and for what that begins", async () => {
    const { tasks } = setUp();
    const done: string[] = [];
    void tasks.run("first", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push("first");
      void tasks.run("second", async () => {
        await new Promise((resolve) => setImmediate(resolve));
        done.push("second");
      });
    });
    await tasks.end();
    expect(done).toEqual(["first", "second"]);
  });

  it("[SY1] gives up at the end what hangs for more than a second, and complains no more", async () => {
    const { clock, lines, tasks } = setUp();
    const hanging = Promise.withResolvers<void>();
    const run = tasks.run("it hangs", () => hanging.promise);
    let ended = false;
    const end = tasks.end().then(() => (ended = true));
    await clock.advance(999);
    expect(ended).toBe(false);
    await clock.advance(1);
    await end;
    hanging.reject(new Error("no database"));
    await run;
    expect(lines).toEqual([]);
  });

  it("[SY1] complains of what fails", async () => {
    const { lines, tasks } = setUp();
    await tasks.run("it failed", () => Promise.reject(new Error("why")));
    expect(lines).toEqual(["it failed"]);
  });
});

describe("RepeatedWork", () => {
  it("[SY2] begins again after its end, whether it failed or not, until it is stopped", async () => {
    const { clock, lines, tasks } = setUp();
    let begun = 0;
    let signal: AbortSignal | undefined;
    const work = createRepeatedWork(
      { clock, tasks },
      {
        everyMs: 100,
        work: async (stopping) => {
          begun += 1;
          signal = stopping;
          if (begun === 1) throw new Error("why");
        },
        complaint: "it failed",
      },
    );
    work.start();
    await clock.advance(0);
    await clock.advance(99);
    expect(begun).toBe(1);
    await clock.advance(1);
    expect(begun).toBe(2);
    expect(signal?.aborted).toBe(false);
    work.stop();
    await clock.advance(1_000);
    expect(begun).toBe(2);
    expect(signal?.aborted).toBe(true);
    expect(lines).toEqual(["it failed"]);
  });
});

describe("inParallel", () => {
  it("[SY3] does everything once, and so much at the same time", async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(new Set(done)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
    expect(done).toHaveLength(7);
    await inParallel([], 3, () => Promise.reject(new Error("nothing to do")));
  });
});
