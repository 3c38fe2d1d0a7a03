import { describe, expect, it } from "vitest";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createPresence } from "./presence.ts";
import { createRequestLanes } from "./requestLanes.ts";

function presenceUnderTest(present: readonly string[], fail?: () => Promise<void>) {
  const clock = createManualClock();
  const asked: string[] = [];
  const errors: unknown[] = [];
  const info = (identity: string) => ({ identity, sid: "PA", joinedAt: 0, tracks: [] });
  const sfu: Pick<SfuRooms, "participant" | "participants"> = {
    async participant(room, identity) {
      asked.push(`${room} ${identity}`);
      await fail?.();
      return present.includes(identity) ? info(identity) : undefined;
    },
    async participants(room) {
      asked.push(room);
      await fail?.();
      return present.map(info);
    },
  };
  const look = createPresence({
    sfu,
    lanes: createRequestLanes({ perLane: 10, total: 50 }, clock),
    clock,
    onSilence: (error) => errors.push(error),
  });
  return { look, asked, errors, clock };
}

describe("createPresence", () => {
  it("[SJ2] finds a device under any of its names", async () => {
    const { look, asked } = presenceUnderTest(["b-legacy"]);
    expect(await look("room", [["a"], ["b", "b-legacy"]])).toEqual(["absent", "found"]);
    expect(asked).toEqual(["room a", "room b", "room b-legacy"]);
  });

  it("[SJ14] asks one question when several devices of a room are looked for", async () => {
    const { look, asked } = presenceUnderTest(["b-legacy", "c"]);
    const sights = await look("room", [["a", "a-legacy"], ["b", "b-legacy"], ["c"]]);
    expect(sights).toEqual(["absent", "found", "found"]);
    expect(asked).toEqual(["room"]);
  });

  it.each([[[["a"]]], [[["a"], ["b"], ["c"]]]])(
    "[SJ8] takes no failure for an absence: %j",
    async (devices) => {
      const failure = new Error("no");
      const { look, errors } = presenceUnderTest([], () => Promise.reject(failure));
      expect(new Set(await look("room", devices))).toEqual(new Set(["silent"]));
      expect(errors).toEqual([failure]);
    },
  );

  it("[SJ14] leaves an SFU alone for a moment that does not answer", async () => {
    let isDead = true;
    const { look, asked, clock } = presenceUnderTest(["a"], async () => {
      if (!isDead) return;
      await new Promise<void>((resolve) => clock.after(10_000, resolve));
      throw new Error("time-out");
    });
    const hanging = look("room", [["a"]]);
    await clock.advance(0);
    await clock.advance(10_000);
    expect(await hanging).toEqual(["silent"]);
    isDead = false;
    expect(await look("room", [["a"]])).toEqual(["silent"]);
    expect(asked).toHaveLength(1);
    await clock.advance(2_000);
    expect(await look("room", [["a"]])).toEqual(["found"]);
  });
});
