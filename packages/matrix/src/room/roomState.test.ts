import type { StateEvent } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { createRoomState } from "./roomState.ts";

const event = (
  eventId: string,
  originServerTs: number,
  overrides: Partial<StateEvent> = {},
): StateEvent => ({
  type: "m.test",
  stateKey: "",
  sender: "@ann:hs",
  eventId,
  originServerTs,
  content: { from: eventId },
  ...overrides,
});

describe("room state", () => {
  it("[MO3] shows the snapshot at once and follows the sync", () => {
    const state = createRoomState();
    state.takeSnapshot([event("$1", 1)]);
    expect(state.state$("m.test").value.get("")?.eventId).toBe("$1");
    state.takeSync([event("$2", 2)]);
    expect(state.get("m.test", "")?.eventId).toBe("$2");
  });

  it("[MO3] ignores a snapshot that comes after the sync", () => {
    const state = createRoomState();
    state.takeSync([event("$2", 2)]);
    state.takeSnapshot([event("$1", 1)]);
    expect(state.get("m.test", "")?.eventId).toBe("$2");
  });

  it("[MO4] keeps the snapshot's newer events when the first sync is older", () => {
    const state = createRoomState();
    const own = event("$own", 5, { stateKey: "own" });
    state.takeSnapshot([event("$3", 3), own]);
    state.takeSync([event("$2", 2)]);
    expect(state.get("m.test", "")?.eventId).toBe("$3");
    expect(state.get("m.test", "own")).toBe(own);
  });

  it("[MO4] believes the second sync, even when its sender's clock is behind", () => {
    const state = createRoomState();
    state.takeSnapshot([event("$3", 3)]);
    state.takeSync([event("$3", 3)]);
    state.takeSync([event("$4", 1)]);
    expect(state.get("m.test", "")?.eventId).toBe("$4");
  });

  it("[MO5] empties a redacted event", () => {
    const state = createRoomState();
    const original = event("$1", 1);
    state.takeSync([original]);
    state.takeSync([{ ...original, content: {} }]);
    expect(state.get("m.test", "")?.content).toEqual({});
  });

  it("[MO3] tells nobody when nothing changed", () => {
    const state = createRoomState();
    const only = event("$1", 1);
    let changes = -1;
    state.state$("m.test").subscribe(() => (changes += 1));
    state.takeSync([only]);
    state.takeSync([only]);
    state.takeSync([only, event("$other", 1, { type: "m.other" })]);
    expect(changes).toBe(1);
  });
});
