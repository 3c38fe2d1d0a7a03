import {
  createFakeCall,
  createFakeCapture,
  createFakeLocalMedia,
  createFakeParticipant,
} from "@confab/testing";
import { signal } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createCallTiles } from "./callTiles.ts";

function setUp() {
  const local = createFakeLocalMedia();
  const call = createFakeCall(local);
  return { local, call, tiles: createCallTiles(call, signal("Ada")) };
}

const names = (tiles: ReturnType<typeof setUp>["tiles"]) =>
  tiles.people$.value.map((tile) => tile.name$.value);

describe("createCallTiles", () => {
  it("[TI1] shows everybody, oldest first, and oneself last even before the room knows", () => {
    const { call, tiles } = setUp();
    expect(names(tiles)).toEqual(["Ada"]);
    const self = createFakeParticipant({ name: "Ada (work)", isLocal: true, joinedAt: 1 });
    const bob = createFakeParticipant({ name: "Bob", joinedAt: 0 });
    const cleo = createFakeParticipant({ name: "Cleo", joinedAt: 2 });
    call.participants$.value = [bob, self, cleo];
    expect(names(tiles)).toEqual(["Bob", "Cleo", "Ada (work)"]);
  });

  it("[TI2] keeps a tile while its participant stays, and makes a new one after rejoining", () => {
    const { call, tiles } = setUp();
    const bob = createFakeParticipant({ name: "Bob", joinedAt: 1 });
    call.participants$.value = [bob];
    const tile = tiles.people$.value[0];
    call.participants$.value = [createFakeParticipant({ name: "Cleo" }), bob];
    expect(tiles.people$.value[1]).toBe(tile);
    call.participants$.value = [createFakeParticipant({ name: "Bob", joinedAt: 9 })];
    expect(tiles.people$.value[0]?.id).not.toBe(tile?.id);
  });

  it("[TI3] tells pictures and microphones that are off", () => {
    const { call, tiles } = setUp();
    const bob = createFakeParticipant({ name: "Bob" });
    call.participants$.value = [bob];
    const tile = tiles.people$.value[0];
    expect(tile?.picture$.value).toBeUndefined();
    expect(tile?.muted$.value).toBe(true);

    const camera = bob.publish("camera");
    const microphone = bob.publish("microphone");
    expect(tile?.picture$.value).toBe(camera);
    expect(tile?.muted$.value).toBe(false);

    camera.mute();
    microphone.mute();
    expect(tile?.picture$.value).toBeUndefined();
    expect(tile?.muted$.value).toBe(true);
  });

  it("[TI3] shows the own microphone as muted until it really runs", () => {
    const { local, tiles } = setUp();
    const own = tiles.people$.value[0];
    expect(own?.muted$.value).toBe(true);
    local.microphone.capture$.value = createFakeCapture({ kind: "audio" });
    expect(own?.muted$.value).toBe(false);
    local.microphone.wanted$.value = false;
    expect(own?.muted$.value).toBe(true);
  });

  it("[TI4] mirrors the own camera alone, and shows screens whole", () => {
    const { call, tiles } = setUp();
    const bob = createFakeParticipant({ name: "Bob" });
    bob.publish("camera");
    bob.publish("screen");
    call.participants$.value = [bob];
    const [theirs, own] = tiles.people$.value;
    expect([theirs?.mirrored, own?.mirrored]).toEqual([false, true]);
    expect(theirs?.fit$.value).toBe("cover");
    expect(tiles.screens$.value[0]).toMatchObject({ mirrored: false, source: "screen" });
    expect(tiles.screens$.value[0]?.fit$.value).toBe("contain");
  });

  it("[TI5] names what stands in between", () => {
    const { call, tiles } = setUp();
    const bob = createFakeParticipant({ name: "Bob" });
    call.participants$.value = [bob];
    const trouble = () => tiles.people$.value[0]?.trouble$.value;
    expect(trouble()).toBe("fine");
    bob.quality$.value = "poor";
    expect(trouble()).toBe("poor-connection");
    bob.quality$.value = "lost";
    expect(trouble()).toBe("lost-connection");
    bob.status$.value = "waiting-for-sfu";
    expect(trouble()).toBe("connecting");
    bob.status$.value = "other-sfu";
    expect(trouble()).toBe("other-sfu");
  });
});
