import { createFakeClock, createFakeWorld, type FakePerson } from "@confab/testing";
import { type CallMembership, membershipEventType, parseMembership } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { defaultCallConfig } from "../call/callConfig.ts";
import { createScope } from "../reactive/scope.ts";
import { signal } from "../reactive/signal.ts";
import { settleTransport } from "./callTransport.ts";

function twoSites() {
  const world = createFakeWorld();
  const other = world.addSite("other.test");
  const alice = world.person("Alice");
  const bob = world.person("Bob", "DEVICE", "other.test");
  const membershipOf = ({ userId, deviceId }: FakePerson) => {
    const stateKey = `_${userId}_${deviceId}_m.call`;
    const event = world.matrix.state(world.roomId, membershipEventType, stateKey);
    return event === undefined ? undefined : parseMembership(event);
  };
  const announcedBy = (person: FakePerson) => membershipOf(person)?.transports[0]?.serviceUrl;
  const statuses = ({ call }: FakePerson) =>
    call.participants$.value.map((one) => one.status$.value);
  const home = "https://sfu.test/livekit/jwt";
  return { world, other, alice, bob, membershipOf, announcedBy, statuses, home };
}

function member(userId: string, joinedAt: number, serviceUrl: string): CallMembership {
  return {
    userId,
    deviceId: "DEVICE",
    joinedAt,
    expiresAt: Infinity,
    transports: [{ type: "livekit", serviceUrl }],
    selection: "oldest_membership",
  };
}

describe("the SFU of a call", () => {
  it("[GR7] is the oldest membership's, whatever one's own homeserver offers", async () => {
    const { world, other, alice, bob, announcedBy, statuses, home } = twoSites();
    await alice.call.join();
    await world.clock.advance(1000);
    await bob.call.prepare();
    await bob.call.join();
    await world.clock.settle();
    expect(world.sfu.identities).toEqual([alice.identity, bob.identity]);
    expect(other.tokens.requestCount).toBe(0);
    expect(announcedBy(bob)).toBe(home);
    expect(statuses(bob)).toEqual(["connected", "connected"]);
    expect(statuses(alice)).toEqual(["connected", "connected"]);
  });

  it("[GR7] is one's own when the only membership is left over from an earlier stay", async () => {
    const { world, other, alice, bob, announcedBy, home } = twoSites();
    await bob.call.join();
    await world.clock.settle();
    await alice.call.join();
    await world.clock.settle();
    await bob.call.leave();
    alice.kill();
    expect(announcedBy(alice)).toBe(other.transport.serviceUrl);
    const returned = world.person("Alice");
    await returned.call.join();
    await world.clock.settle();
    expect(world.sfu.identities).toEqual([returned.identity]);
    expect(announcedBy(returned)).toBe(home);
  });

  it("[GR7] is one's own when all other memberships have expired", async () => {
    const { world, other, alice, bob } = twoSites();
    world.matrix.faults.delayedEvents = "unsupported";
    await alice.call.join();
    await world.clock.settle();
    alice.kill();
    await world.clock.advance(4 * 3_600_000);
    await bob.call.join();
    expect(other.sfu.identities).toEqual([bob.identity]);
  });

  it("[GR7] is found when the homeserver has none", async () => {
    const { world, alice, bob } = twoSites();
    world.matrix.transportsElsewhere.set("other.test", []);
    await alice.call.join();
    await world.clock.settle();
    await bob.call.join();
    expect(bob.call.phase$.value.kind).toBe("joined");
  });

  it("[GR9] becomes the same for those who joined at the same moment", async () => {
    const { world, other, alice, bob, membershipOf, announcedBy, statuses, home } = twoSites();
    world.matrix.faults.syncDelayMs = 3000;
    await alice.call.join();
    await world.clock.advance(200);
    await bob.call.join();
    await world.clock.settle();
    expect(other.sfu.identities).toEqual([bob.identity]);
    const joinedAt = membershipOf(bob)?.joinedAt;
    await world.clock.advance(3000);
    expect(other.sfu.identities).toEqual([]);
    expect(world.sfu.identities).toEqual([alice.identity, bob.identity]);
    await world.clock.advance(3000);
    expect(announcedBy(alice)).toBe(home);
    expect(announcedBy(bob)).toBe(home);
    expect(membershipOf(bob)?.joinedAt).toBe(joinedAt);
    expect(statuses(alice)).toEqual(["connected", "connected"]);
    expect(statuses(bob)).toEqual(["connected", "connected"]);
    expect(bob.call.phase$.value.kind).toBe("joined");
    expect(bob.call.warnings$.value.size).toBe(0);
  });

  it("[GR9] does not change before one's own place in the order is known", async () => {
    const clock = createFakeClock();
    const own = member("@own:hs.test", 1000, "https://sfu.test/livekit/jwt");
    const other = member("@other:hs.test", 2000, "https://elsewhere.test/jwt");
    const memberships$ = signal<readonly CallMembership[]>([other]);
    const moves: string[] = [];
    settleTransport(createScope(), {
      clock,
      config: defaultCallConfig,
      memberships$,
      isOwn: ({ userId }) => userId === own.userId,
      onElsewhere: ({ serviceUrl }) => moves.push(serviceUrl),
    });
    memberships$.value = [own, other];
    await clock.advance(10_000);
    expect(moves).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[GR9] does not change for the oldest of three", async () => {
    const { world, alice, bob } = twoSites();
    const third = world.addSite("third.test");
    const carol = world.person("Carol", "DEVICE", "third.test");
    world.matrix.faults.syncDelayMs = 2000;
    for (const person of [carol, bob, alice]) {
      await person.call.join();
      await world.clock.advance(100);
    }
    await world.clock.advance(8000);
    expect(third.sfu.identities.toSorted()).toEqual(
      [alice.identity, bob.identity, carol.identity].toSorted(),
    );
    expect(third.tokens.requestCount).toBe(3);
  });

  it("[GR9] is looked for until the new SFU lets the device in", async () => {
    const { world, other, alice, bob } = twoSites();
    world.matrix.faults.syncDelayMs = 3000;
    await alice.call.join();
    await world.clock.advance(200);
    await bob.call.join();
    world.tokens.answer = () => ({ status: 502, body: {} });
    await world.clock.advance(10_000);
    expect([...bob.call.warnings$.value]).toEqual(["sfu-reconnecting"]);
    expect(other.sfu.identities).toEqual([]);
    world.tokens.answer = () => undefined;
    await world.clock.advance(10_000);
    expect(world.sfu.identities).toContain(bob.identity);
    expect(bob.call.warnings$.value.size).toBe(0);
  });

  it("[GR10] stays when an older membership shows up late", async () => {
    const { world, other, alice, bob } = twoSites();
    world.matrix.faults.syncDelayMs = 15_000;
    await alice.call.join();
    await world.clock.advance(200);
    await bob.call.join();
    await world.clock.advance(40_000);
    expect(other.sfu.identities).toEqual([bob.identity]);
    expect(world.sfu.identities).toEqual([alice.identity]);
    expect(bob.call.participants$.value[0]?.status$.value).toBe("other-sfu");
  });

  it("[GR10] stays when the oldest one leaves, also for who comes back and who comes later", async () => {
    const { world, other, alice, bob, statuses } = twoSites();
    await alice.call.join();
    await world.clock.advance(1000);
    await bob.call.join();
    await world.clock.advance(20_000);
    await alice.call.leave();
    await world.clock.settle();
    const carol = world.person("Carol", "DEVICE", "other.test");
    await carol.call.join();
    world.sfu.connection(bob.identity).close("unreachable");
    await world.clock.advance(5000);
    expect(other.tokens.requestCount).toBe(0);
    expect(world.sfu.identities.toSorted()).toEqual([bob.identity, carol.identity].toSorted());
    expect(statuses(carol)).toEqual(["connected", "connected"]);
  });
});
