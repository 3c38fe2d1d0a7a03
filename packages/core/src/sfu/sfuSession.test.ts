import { createFakeWorld } from "@confab/testing";
import type { SfuCloseReason } from "@confab/core";
import { describe, expect, it } from "vitest";

async function twoInCall() {
  const world = createFakeWorld();
  const alice = world.person("Alice");
  const bob = world.person("Bob");
  await alice.call.join();
  await world.clock.advance(1000);
  await bob.call.join();
  await world.clock.settle();
  const cut = (reason: SfuCloseReason) => {
    world.sfu.connection(alice.identity).close(reason);
    return world.clock.settle();
  };
  return { world, alice, bob, cut };
}

describe("SFU session", () => {
  it.each(["room-missing", "unauthorised"] as const)(
    "[SS2] replaces a grant from the lobby that is %s",
    async (reason) => {
      const world = createFakeWorld();
      const { call } = world.person("Alice");
      await call.prepare();
      world.sfu.faults.refuse = reason;
      world.tokens.answer = () => {
        world.sfu.faults.refuse = undefined;
        return undefined;
      };
      await call.join();
      expect(call.phase$.value.kind).toBe("joined");
      expect(world.sfu.connects).toHaveLength(2);
    },
  );

  it("[SS2] replaces it once", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    await call.prepare();
    world.sfu.faults.refuse = "unauthorised";
    await call.join();
    expect(call.phase$.value).toMatchObject({ error: { reason: "unauthorised" } });
    expect(world.sfu.connects).toHaveLength(2);
  });

  it.each(["unreachable", "server-shutdown", "media-failed", "unknown"] as const)(
    "[SS3] comes back after %s with a new grant",
    async (reason) => {
      const { world, alice, bob, cut } = await twoInCall();
      world.sfu.faults.refuse = "unreachable";
      await cut(reason);
      expect([...alice.call.warnings$.value]).toEqual(["sfu-reconnecting"]);
      expect(alice.call.phase$.value.kind).toBe("joined");
      expect(bob.call.participants$.value[0]?.status$.value).toBe("waiting-for-sfu");
      const asked = world.tokens.requestCount;
      world.sfu.faults.refuse = undefined;
      await world.clock.advance(1000);
      expect(alice.call.warnings$.value.size).toBe(0);
      expect(world.tokens.requestCount).toBe(asked + 1);
      expect(bob.call.participants$.value[0]?.status$.value).toBe("connected");
    },
  );

  it("[SS3] tries for a minute with growing waits, then fails", async () => {
    const { world, alice, bob, cut } = await twoInCall();
    world.sfu.faults.refuse = "unreachable";
    const before = world.sfu.connects.length;
    await cut("unreachable");
    await world.clock.advance(15_000);
    expect(world.sfu.connects.length - before).toBe(5);
    await world.clock.advance(40_000);
    expect(alice.call.phase$.value.kind).toBe("joined");
    await world.clock.advance(10_000);
    expect(alice.call.phase$.value).toMatchObject({
      kind: "failed",
      error: { code: "SFU_CLOSED", data: { reason: "unreachable" } },
    });
    expect(bob.call.participants$.value).toHaveLength(1);
  });

  it("[SS3] warns while the SFU's own client restores the connection", async () => {
    const { world, alice } = await twoInCall();
    world.sfu.connection(alice.identity).setState("reconnecting");
    expect([...alice.call.warnings$.value]).toEqual(["sfu-reconnecting"]);
    world.sfu.connection(alice.identity).setState("connected");
    expect(alice.call.warnings$.value.size).toBe(0);
  });

  it("[SS3] gives up when the service refuses", async () => {
    const { world, alice, cut } = await twoInCall();
    world.tokens.answer = () => ({ status: 403, body: { reason: "removed" } });
    await cut("unreachable");
    expect(alice.call.phase$.value).toMatchObject({
      error: { code: "TOKEN_REFUSED", data: { status: 403, reason: "removed" } },
    });
  });

  it("[SS4] comes back with the last grant when there is no new one", async () => {
    const { world, alice, cut } = await twoInCall();
    world.matrix.faults.frozen = true;
    await cut("unreachable");
    await world.clock.advance(60_000);
    expect(alice.call.phase$.value.kind).toBe("joined");
    expect(world.sfu.identities).toContain(alice.identity);
  });

  it.each(["removed", "room-closed"] as const)(
    "[SS5] does not come back when %s",
    async (reason) => {
      const { world, alice, bob, cut } = await twoInCall();
      await cut(reason);
      expect(alice.call.phase$.value).toMatchObject({
        kind: "failed",
        error: { code: "SFU_CLOSED", data: { reason } },
      });
      await world.clock.advance(60_000);
      expect(world.sfu.identities).toEqual([bob.identity]);
      expect(bob.call.participants$.value).toHaveLength(1);
    },
  );

  it("[SS6] leaves the membership to another tab of the same device", async () => {
    const world = createFakeWorld();
    const bob = world.person("Bob");
    const oldTab = world.person("Alice");
    const newTab = world.person("Alice");
    await oldTab.call.join();
    await world.clock.advance(5000);
    await newTab.call.join();
    await world.clock.advance(60_000);
    expect(oldTab.call.phase$.value).toMatchObject({
      kind: "failed",
      error: { code: "SFU_CLOSED", data: { reason: "duplicate-identity" } },
    });
    expect(newTab.call.phase$.value.kind).toBe("joined");
    expect(bob.call.participants$.value.map(({ userId }) => userId)).toEqual([newTab.userId]);
    expect(world.matrix.requests.filter(({ action }) => action === "send")).toEqual([]);
  });

  it("[SS7] does not wait for ever", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.sfu.faults.frozen = true;
    const joining = call.join();
    await world.clock.advance(20_000);
    await joining;
    expect(call.phase$.value).toMatchObject({ error: { reason: "unreachable" } });
  });

  it("[CP2] passes on that the browser plays no sound", async () => {
    const { world, alice } = await twoInCall();
    world.sfu.connection(alice.identity).setPlaybackBlocked(true);
    expect(alice.call.playbackBlocked$.value).toBe(true);
    await alice.call.resumePlayback();
    expect(alice.call.playbackBlocked$.value).toBe(false);
  });
});
