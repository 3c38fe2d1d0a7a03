import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { createRequestLanes } from "./requestLanes.ts";

function lanesUnderTest(limits = { perLane: 2, total: 3 }) {
  const clock = createManualClock();
  const lanes = createRequestLanes(limits, clock);
  const started: string[] = [];
  const end = new Map<string, (failure?: Error) => void>();
  /** A request that lasts until `end` says so. */
  const run = (lane: string, name: string) =>
    lanes.run(lane, () => {
      started.push(name);
      return new Promise<string>((resolve, reject) => {
        end.set(name, (failure) => (failure === undefined ? resolve(name) : reject(failure)));
      });
    });
  return { clock, lanes, started, end, run };
}

describe("createRequestLanes", () => {
  it("[SJ14] runs a few for each peer, and keeps their order", async () => {
    const { started, end, run, clock } = lanesUnderTest();
    const first = run("a", "a1");
    void run("a", "a2");
    void run("a", "a3");
    void run("a", "a4");
    await clock.advance(0);
    expect(started).toEqual(["a1", "a2"]);
    end.get("a1")?.();
    expect(await first).toEqual({ value: "a1" });
    await clock.advance(0);
    expect(started).toEqual(["a1", "a2", "a3"]);
  });

  it("[SJ14] has room for others beside a peer that is slow", async () => {
    const { started, run, clock } = lanesUnderTest();
    for (const name of ["a1", "a2", "a3"]) void run("a", name);
    void run("b", "b1");
    await clock.advance(0);
    expect(started).toEqual(["a1", "a2", "b1"]);
  });

  it("[SJ14] runs only so many in all, and lets every peer have its turn", async () => {
    const { started, end, run, clock } = lanesUnderTest({ perLane: 2, total: 1 });
    for (const name of ["a1", "a2", "a3", "b1", "b2"]) void run(name.slice(0, 1), name);
    for (let turn = 0; turn < 4; turn += 1) {
      await clock.advance(0);
      expect(started).toHaveLength(turn + 1);
      end.get(started.at(-1) ?? "")?.();
    }
    await clock.advance(0);
    expect(started).toEqual(["a1", "a2", "b1", "a3", "b2"]);
  });

  it("[SJ14] lets go of what waits for a peer that is to be left alone", async () => {
    const { started, lanes, run, clock } = lanesUnderTest();
    void run("a", "a1");
    void run("a", "a2");
    const waiting = run("a", "a3");
    await clock.advance(0);
    lanes.close("a", 5_000);
    expect(await waiting).toEqual({ closedForMs: 5_000 });
    await clock.advance(2_000);
    lanes.close("a", 1_000);
    expect(await run("a", "a4")).toEqual({ closedForMs: 3_000 });
    await clock.advance(3_000);
    expect(started).toEqual(["a1", "a2"]);
  });

  it("[SJ14] goes on when the peer has had its rest", async () => {
    const { started, lanes, run, clock } = lanesUnderTest();
    lanes.close("a", 5_000);
    await clock.advance(5_000);
    void run("a", "a1");
    await clock.advance(0);
    expect(started).toEqual(["a1"]);
  });

  it("[SJ14] frees the place of a request that failed", async () => {
    const { started, end, run, clock } = lanesUnderTest({ perLane: 1, total: 1 });
    const failing = run("a", "a1");
    void run("b", "b1");
    await clock.advance(0);
    end.get("a1")?.(new Error("no"));
    await expect(failing).rejects.toThrow("no");
    await clock.advance(0);
    expect(started).toEqual(["a1", "b1"]);
  });
});
