import { describe, expect, it } from "vitest";
import { sideBySide } from "./sideBySide.ts";

const never = new AbortController().signal;

describe("two jobs at once", () => {
  it("gives both results", async () => {
    expect(
      await sideBySide(
        never,
        async () => 1,
        async () => "two",
      ),
    ).toEqual([1, "two"]);
  });

  it("[IN3] rejects with the first failure in time, after the other job has ended", async () => {
    const failure = new Error("no network");
    let ended = false;
    const waiting = async (signal: AbortSignal) => {
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
      await new Promise(setImmediate);
      ended = true;
      throw new Error("only because it was aborted");
    };
    await expect(sideBySide(never, waiting, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(ended).toBe(true);
  });

  it("[SP5] rejects with the reason of an abort from outside", async () => {
    const stop = new AbortController();
    const reason = new Error("Ctrl-C");
    const job = async (signal: AbortSignal) => {
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    };
    const both = sideBySide(stop.signal, job, job);
    stop.abort(reason);
    await expect(both).rejects.toBe(reason);
  });
});
