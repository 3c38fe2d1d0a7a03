import { createFakeWorld, type FakeWorld } from "@confab/testing";
import { formatMembership, membershipEventType } from "@confab/protocol";
import { describe, expect, it } from "vitest";

const ownService = "https://sfu.test/livekit/jwt";
const otherService = "https://elsewhere.test/jwt";

/** A membership of another client, without anybody on the SFU. */
function announce(world: FakeWorld, name: string, serviceUrl: string, selection = "multi_sfu") {
  const userId = `@${name.toLowerCase()}:hs.test`;
  world.matrix.join(world.roomId, userId, name);
  const content = {
    ...formatMembership({
      userId,
      deviceId: "DEV",
      transports: [{ type: "livekit", serviceUrl }],
    }),
    focus_active: { type: "livekit", focus_selection: selection },
  };
  world.matrix.putState(world.roomId, {
    type: membershipEventType,
    stateKey: `_${userId}_DEV_m.call`,
    sender: userId,
    content,
  });
}

describe("participants", () => {
  it("[PT1] are the same objects as long as their memberships last", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await bob.call.join();
    await world.clock.settle();
    const [before] = alice.call.participants$.value;
    await world.clock.advance(1000);
    await alice.call.join();
    await world.clock.settle();
    expect(alice.call.participants$.value[0]).toBe(before);
    await bob.call.leave();
    expect(alice.call.participants$.value).toHaveLength(1);
    await bob.call.join();
    await world.clock.settle();
    expect(alice.call.participants$.value[1]?.userId).toBe(bob.userId);
    expect(alice.call.participants$.value[1]).not.toBe(before);
  });

  it("[PT2] include this device once it is joined, before sync says so", async () => {
    const world = createFakeWorld();
    world.matrix.faults.syncDelayMs = 2000;
    const { call, identity, userId, deviceId } = world.person("Alice");
    const joining = call.join();
    expect(call.participants$.value).toEqual([]);
    await joining;
    const [own] = call.participants$.value;
    expect(own).toMatchObject({ id: identity, userId, deviceId, isLocal: true });
    expect(own?.status$.value).toBe("connected");
    await world.clock.advance(2000);
    expect(call.participants$.value).toEqual([own]);
  });

  it("[PT2] do not include a ghost of this device in the lobby", async () => {
    const world = createFakeWorld();
    const before = world.person("Alice");
    await before.call.join();
    await world.clock.settle();
    before.kill();
    const after = world.person("Alice");
    expect(after.call.participants$.value).toEqual([]);
    expect(world.person("Bob").call.participants$.value).toHaveLength(1);
  });

  it("[PT3] have what the SFU knows of their identity", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await bob.call.join();
    await world.clock.settle();
    const [own, other] = alice.call.participants$.value;
    world.sfu.connection(bob.identity).setSpeaking(true);
    world.sfu.connection(bob.identity).setQuality("poor");
    expect(other?.speaking$.value).toBe(true);
    expect(other?.quality$.value).toBe("poor");
    expect(own?.speaking$.value).toBe(false);
    world.sfu.connection(alice.identity).setSpeaking(true);
    world.sfu.connection(alice.identity).setQuality("lost");
    expect(own?.speaking$.value).toBe(true);
    expect(own?.quality$.value).toBe("lost");
    expect(own?.media$.value.size).toBe(0);
    bob.call.local.camera.setWanted(false);
    await world.clock.settle();
    expect(other?.media$.value.get("camera")?.muted$.value).toBe(true);
    expect(other?.media$.value.get("microphone")?.muted$.value).toBe(false);
  });

  it("[PT3] are told apart by their devices", async () => {
    const world = createFakeWorld();
    const laptop = world.person("Alice", "LAPTOP");
    const phone = world.person("Alice", "PHONE");
    await laptop.call.join();
    await phone.call.join();
    await world.clock.settle();
    expect(laptop.call.participants$.value.map(({ isLocal }) => isLocal)).toEqual([true, false]);
    expect(laptop.call.participants$.value[1]?.status$.value).toBe("connected");
  });

  it("[PT4] say why there are no media", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    announce(world, "Here", ownService);
    await world.clock.advance(1000);
    announce(world, "There", otherService);
    announce(world, "Old client", otherService, "oldest_membership");
    await world.clock.advance(1000);
    await call.join();
    await world.clock.settle();
    expect(
      call.participants$.value.map((one) => [one.displayName$.value, one.status$.value]),
    ).toEqual([
      ["Here", "waiting-for-sfu"],
      ["Old client", "waiting-for-sfu"],
      ["There", "other-sfu"],
      ["Alice", "connected"],
    ]);
  });

  it("[PT5] do not hide who is on the SFU without a membership", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    world.matrix.faults.syncDelayMs = 3000;
    await alice.call.join();
    await bob.call.join();
    await world.clock.advance(2000);
    expect(alice.call.participants$.value).toHaveLength(1);
    expect(alice.call.unknownIdentities$.value).toEqual([]);
    await world.clock.advance(2000);
    expect(alice.call.participants$.value).toHaveLength(2);
    bob.room.setOnline(false);
    await world.clock.advance(30_000);
    expect(alice.call.participants$.value).toHaveLength(1);
    expect(alice.call.unknownIdentities$.value).toEqual([bob.identity]);
    bob.room.setOnline(true);
    await world.clock.advance(10_000);
    expect(alice.call.unknownIdentities$.value).toEqual([]);
    expect(alice.call.participants$.value).toHaveLength(2);
  });

  it("[PT8] survive a homeserver that wakes up and sends everybody's leave first", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await world.clock.advance(1000);
    await bob.call.join();
    await world.clock.settle();
    const seen: number[] = [];
    const before = alice.call.participants$.value;
    alice.call.participants$.subscribe((list) => seen.push(list.length));
    bob.room.setOnline(false);
    await world.clock.advance(13_000);
    expect(world.matrix.requests.at(-1)?.userId).toBe(bob.userId);
    bob.room.setOnline(true);
    await world.clock.advance(20_000);
    expect(new Set(seen)).toEqual(new Set([2]));
    expect(alice.call.participants$.value).toEqual(before);
  });

  it("[PT8] go after four seconds when the membership does not come back", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await bob.call.join();
    await world.clock.settle();
    bob.room.setOnline(false);
    await world.clock.advance(12_000 + 3999);
    expect(alice.call.participants$.value).toHaveLength(2);
    await world.clock.advance(1);
    expect(alice.call.participants$.value).toHaveLength(1);
  });

  it("[PT8] go at once when the SFU does not have them either", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await bob.call.join();
    await world.clock.settle();
    await bob.call.leave();
    expect(alice.call.participants$.value).toHaveLength(1);
  });
});
