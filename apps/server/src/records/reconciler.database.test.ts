import { describe, expect, it } from "vitest";
import { createBackgroundTasks } from "../background/backgroundTasks.ts";
import type { BackendUnderTest } from "../testing/backendUnderTest.ts";
import { deviceOf, identityOf, recordsUnderTest, sfuLife } from "../testing/recordsUnderTest.ts";
import { createCallStore } from "./callStore.ts";
import { createReconciler } from "./reconciler.ts";

const alice = "@alice:example.com";
const bob = "@bob:example.com";
const roomId = "!room";
const second = 1_000;

async function setUp() {
  const test = await recordsUnderTest();
  const { backend } = test;
  const room = await test.admit(roomId, alice, bob);
  const base = backend.clock.now();
  const replica = startReplica(backend);
  return {
    ...test,
    ...replica,
    base,
    room,
    sfu: backend.fakeSfu,
    /** Events of the life that the SFU's room has now. */
    life: () => sfuLife(room, backend.fakeSfu.rooms.get(room)?.sid ?? "", base),
    async onlyCall() {
      const calls = await test.calls(roomId);
      expect(calls).toHaveLength(1);
      return calls[0];
    },
  };
}

/** A replica whose comparisons a test can wait for. */
function startReplica(backend: BackendUnderTest) {
  const tasks = createBackgroundTasks(backend);
  let last: Promise<void> = Promise.resolve();
  const gaps = { joins: 0, leaves: 0, ends: 0 };
  const reconciler = createReconciler({
    ...backend,
    store: createCallStore(backend.database, backend.randomBytes),
    metrics: {
      ended() {},
      gaps(found) {
        gaps.joins += found.joins;
        gaps.leaves += found.leaves;
        gaps.ends += found.ends;
      },
    },
    tasks: {
      run(complaint, task) {
        last = tasks.run(complaint, task);
        return last;
      },
      end: () => tasks.end(),
    },
  });
  return {
    gaps,
    async start() {
      reconciler.start();
      await last;
    },
    async afterwards(ms = 30 * second) {
      await last;
      await backend.clock.advance(ms);
      await last;
    },
    async crash() {
      reconciler.stop();
      await last;
    },
  };
}

describe("comparing with the SFU", () => {
  it("[SR6] finds a call that began while nobody listened, with the SFU's times", async () => {
    const test = await setUp();
    const { base, sfu, room } = test;
    sfu.join(room, identityOf(alice), ["CAMERA"]);
    await test.backend.clock.advance(100 * second);
    sfu.join(room, identityOf(bob));
    await test.backend.clock.advance(100 * second);
    await test.start();
    expect(await test.onlyCall()).toMatchObject({
      kind: "video",
      status: "ongoing",
      startedAt: base,
      participations: [
        { userId: alice, deviceId: deviceOf(alice), joinedAt: base, leftAt: null },
        { userId: bob, joinedAt: base + 100 * second, leftAt: null },
      ],
    });
    expect(test.gaps).toEqual({ joins: 2, leaves: 0, ends: 0 });
  });

  it("[SR6] finds who came and who left every 30 seconds", async () => {
    const test = await setUp();
    const { base, sfu, room } = test;
    sfu.join(room, identityOf(alice));
    await test.start();
    await test.backend.clock.advance(10 * second);
    sfu.join(room, identityOf(bob));
    await test.afterwards(20 * second);
    expect((await test.onlyCall())?.participations).toMatchObject([
      { userId: alice },
      { userId: bob, joinedAt: base + 10 * second },
    ]);
    await test.afterwards();
    await test.backend.clock.advance(20 * second);
    sfu.leave(room, identityOf(bob));
    await test.afterwards(10 * second);
    expect((await test.onlyCall())?.participations).toMatchObject([
      { userId: alice, leftAt: null },
      // Seen after 60 seconds for the last time.
      { userId: bob, leftAt: base + 60 * second, leaveReason: "not-observed" },
    ]);
    expect(test.gaps).toEqual({ joins: 2, leaves: 1, ends: 0 });
  });

  it("[SR6] ends a call whose end nobody saw when it was last seen, not when that was found out", async () => {
    const test = await setUp();
    const { base, sfu, room } = test;
    sfu.join(room, identityOf(alice));
    sfu.join(room, identityOf(bob));
    await test.start();
    await test.afterwards();
    await test.crash();
    sfu.rooms.clear();
    await test.backend.clock.advance(3_600 * second);
    const restarted = startReplica(test.backend);
    await restarted.start();
    expect(await test.onlyCall()).toMatchObject({
      status: "ended",
      endedAt: base + 30 * second,
      endReason: "not-observed",
      participations: [
        { leftAt: base + 30 * second, leaveReason: "not-observed" },
        { leftAt: base + 30 * second, leaveReason: "not-observed" },
      ],
    });
    expect(restarted.gaps).toEqual({ joins: 0, leaves: 0, ends: 1 });
  });

  it("[SR6] gives way to an event that comes after all, which knows better", async () => {
    const test = await setUp();
    const { base, sfu, room } = test;
    const participant = sfu.join(room, identityOf(alice));
    const of = { room, roomSid: sfu.rooms.get(room)?.sid ?? "", identity: identityOf(alice) };
    await test.start();
    sfu.rooms.clear();
    await test.afterwards();
    expect(await test.onlyCall()).toMatchObject({ endedAt: base, endReason: "not-observed" });
    await test.happen({
      ...of,
      kind: "participant-left",
      participantSid: participant.sid,
      reason: "left",
      at: base + 7 * second,
    });
    expect(await test.onlyCall()).toMatchObject({
      endedAt: base + 7 * second,
      endReason: "everyone-left",
    });
  });

  it("[SR6] does not miss who has come while the SFU was asked", async () => {
    const test = await setUp();
    const { sfu, room, base } = test;
    sfu.join(room, identityOf(alice));
    await test.start();
    // The event is quicker than the SFU's answer, which does not have him yet.
    sfu.override = ({ path }) => {
      if (!path.endsWith("/ListParticipants")) return undefined;
      sfu.override = () => undefined;
      const [participant] = sfu.rooms.get(room)?.participants.values() ?? [];
      return test
        .happen(test.life().joined(bob, 30 * second))
        .then(() => ({ body: { participants: [participant] } }));
    };
    await test.afterwards();
    expect((await test.onlyCall())?.participations).toMatchObject([
      { userId: alice, leftAt: null },
      { userId: bob, joinedAt: base + 30 * second, leftAt: null },
    ]);
    await test.afterwards();
    expect((await test.onlyCall())?.participations).toMatchObject([
      { userId: alice, leftAt: null },
      { userId: bob, leftAt: base + 30 * second },
    ]);
  });

  it("[SR6] takes back what it had overlooked", async () => {
    const test = await setUp();
    const { sfu, room } = test;
    const hidden = sfu.join(room, identityOf(alice));
    await test.start();
    const rooms = [...sfu.rooms];
    sfu.rooms.clear();
    await test.afterwards();
    expect(await test.onlyCall()).toMatchObject({ status: "ended" });
    for (const [name, one] of rooms) sfu.rooms.set(name, one);
    await test.afterwards();
    expect(await test.onlyCall()).toMatchObject({
      status: "ongoing",
      endReason: null,
      participations: [{ joinedAt: hidden.joinedAtMs, leftAt: null, leaveReason: null }],
    });
  });

  it("[SR7] changes nothing while the SFU does not answer", async () => {
    const test = await setUp();
    const { sfu, room } = test;
    sfu.join(room, identityOf(alice));
    await test.start();
    sfu.override = () => ({ status: 503, body: { code: "unavailable", msg: "down" } });
    await test.afterwards(300 * second);
    expect(await test.onlyCall()).toMatchObject({
      status: "ongoing",
      participations: [{ leftAt: null }],
    });
    expect(test.backend.logged()).toContain("could not be compared");
    sfu.override = ({ path }) =>
      path.endsWith("/ListParticipants") ? { status: 503, body: {} } : undefined;
    await test.afterwards(300 * second);
    expect(await test.onlyCall()).toMatchObject({
      status: "ongoing",
      participations: [{ leftAt: null }],
    });
  });

  it("[SR8] does no harm when two replicas do it at the same time", async () => {
    const test = await setUp();
    const { base, sfu, room } = test;
    const other = startReplica(test.backend);
    sfu.join(room, identityOf(alice));
    sfu.join(room, identityOf(bob));
    await Promise.all([test.start(), other.start()]);
    await Promise.all([test.afterwards(), other.afterwards(0)]);
    sfu.leave(room, identityOf(bob));
    await Promise.all([test.afterwards(), other.afterwards(0)]);
    sfu.rooms.clear();
    await Promise.all([test.afterwards(), other.afterwards(0)]);
    expect(await test.onlyCall()).toMatchObject({
      endedAt: base + 60 * second,
      participations: [
        { userId: alice, leftAt: base + 60 * second },
        { userId: bob, leftAt: base + 30 * second },
      ],
    });
    expect(test.gaps.ends + other.gaps.ends).toBe(1);
  });
});
