import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SfuEvent } from "../sfu/sfuEvents.ts";
import {
  deviceOf,
  recordsUnderTest,
  type RecordsUnderTest,
  sfuLife,
} from "../testing/recordsUnderTest.ts";

const alice = "@alice:example.com";
const bob = "@bob:example.com";
const roomId = "!room";

async function setUp() {
  const test = await recordsUnderTest();
  const room = await test.admit(roomId, alice, bob);
  const base = test.backend.clock.now();
  return { ...test, base, life: (roomSid: string, at = 0) => sfuLife(room, roomSid, base + at) };
}

async function onlyCall(test: RecordsUnderTest) {
  const calls = await test.calls(roomId);
  expect(calls).toHaveLength(1);
  return calls[0];
}

describe("the record of a call", () => {
  it("[SR1] has room, slot, kind, times, and everybody who was there", async () => {
    const test = await setUp();
    const { base } = test;
    const sfu = test.life("RM_1");
    await test.happen(
      sfu.started(0),
      sfu.joined(alice, 1_000),
      sfu.joined(bob, 5_000),
      sfu.published(alice, 5_500, "microphone"),
    );
    expect(await onlyCall(test)).toEqual({
      callId: expect.stringMatching(/^[0-9a-f]{32}$/),
      roomId,
      slotId: "m.call#ROOM",
      kind: "voice",
      status: "ongoing",
      startedAt: base + 1_000,
      endedAt: null,
      endReason: null,
      participations: [alice, bob].map((userId) => ({
        userId,
        deviceId: deviceOf(userId),
        joinedAt: base + (userId === alice ? 1_000 : 5_000),
        leftAt: null,
        leaveReason: null,
      })),
      rings: [],
    });
    await test.happen(
      sfu.published(bob, 6_000, "camera"),
      sfu.left(bob, 20_000, "lost"),
      sfu.left(alice, 30_000),
      sfu.finished(50_000),
    );
    expect(await onlyCall(test)).toMatchObject({
      kind: "video",
      status: "ended",
      // Nobody talks in an empty room, which the SFU keeps for a while.
      endedAt: base + 30_000,
      endReason: "everyone-left",
      participations: [
        { userId: alice, leftAt: base + 30_000, leaveReason: "left" },
        { userId: bob, leftAt: base + 20_000, leaveReason: "lost" },
      ],
    });
  });

  it("[SR2] is the same in whatever order events come, and however often", async () => {
    const test = await setUp();
    const { base } = test;
    const story: readonly ((sfu: ReturnType<typeof sfuLife>) => SfuEvent)[] = [
      (sfu) => sfu.started(0),
      (sfu) => sfu.joined(alice, 1_000),
      (sfu) => sfu.joined(bob, 2_000),
      (sfu) => sfu.published(alice, 3_000, "screen"),
      (sfu) => sfu.left(alice, 60_000, "lost"),
      (sfu) => sfu.left(bob, 61_000),
      (sfu) => sfu.finished(81_000),
    ];
    const told = fc.shuffledSubarray([...story, ...story], { minLength: 2 * story.length });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(told, async (events) => {
        run += 1;
        const room = `!room${run}`;
        const sfu = sfuLife(await test.admit(room, alice, bob), `RM_${run}`, base);
        await test.happen(...events.map((event) => event(sfu)));
        expect(await test.calls(room)).toMatchObject([
          {
            kind: "video",
            status: "ended",
            startedAt: base + 1_000,
            endedAt: base + 61_000,
            endReason: "everyone-left",
            participations: [
              { userId: alice, joinedAt: base + 1_000, leftAt: base + 60_000, leaveReason: "lost" },
              { userId: bob, joinedAt: base + 2_000, leftAt: base + 61_000, leaveReason: "left" },
            ],
          },
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it("[SR2] is complete although the event of joining was lost", async () => {
    const test = await setUp();
    const { base } = test;
    const sfu = test.life("RM_1");
    await test.happen(sfu.joined(alice, 1_000));
    await test.happen({ ...sfu.left(bob, 9_000), joinedAt: base + 3_000 });
    expect((await onlyCall(test))?.participations).toMatchObject([
      { userId: alice },
      { userId: bob, joinedAt: base + 3_000, leftAt: base + 9_000 },
    ]);
  });

  it("[SR2] ends with the room for whom no leave was told, also when that is told last", async () => {
    const test = await setUp();
    const sfu = test.life("RM_1");
    await test.happen(sfu.joined(alice, 0), sfu.finished(50_000), sfu.joined(bob, 1_000));
    expect(await onlyCall(test)).toMatchObject({
      status: "ended",
      participations: [alice, bob].map((userId) => ({
        userId,
        leftAt: test.base + 50_000,
        leaveReason: "unknown",
      })),
    });
  });

  it("[SR3] does not end with who never got a connection", async () => {
    const test = await setUp();
    const sfu = test.life("RM_1");
    await test.happen(sfu.joined(alice, 0), sfu.left(alice, 5_000), sfu.left(bob, 9_000, "lost"));
    await test.happen(sfu.finished(25_000));
    expect(await onlyCall(test)).toMatchObject({ endedAt: test.base + 5_000 });
  });

  it("[SR3] does not have who never got a connection, nor a room that nobody entered", async () => {
    const test = await setUp();
    const sfu = test.life("RM_1");
    await test.happen(sfu.started(0), sfu.left(bob, 9_000, "lost"));
    expect(await test.calls(roomId)).toEqual([]);
    await test.happen(sfu.joined(alice, 10_000), sfu.left(alice, 20_000), sfu.finished(40_000));
    expect((await onlyCall(test))?.participations).toMatchObject([{ userId: alice }]);
  });

  it("[SR3] has strangers without a name, and ignores rooms for which we gave no token", async () => {
    const test = await setUp();
    const sfu = test.life("RM_1");
    await test.happen(sfu.joined("@stranger:example.com", 1_000));
    expect((await onlyCall(test))?.participations).toMatchObject([
      { userId: null, deviceId: null },
    ]);
    await test.happen(sfuLife("somebody else's room", "RM_2", test.base).joined(alice, 1_000));
    const rows = await test.backend.database.selectFrom("call_lives").select("room_sid").execute();
    expect(rows).toEqual([{ room_sid: "RM_1" }]);
  });

  it.each([
    ["left", "everyone-left"],
    ["removed", "everyone-left"],
    ["room-ended", "ended-for-all"],
    ["sfu-stopped", "sfu-stopped"],
  ] as const)("[SR5] ends by %s as %s", async (reason, endReason) => {
    const test = await setUp();
    const sfu = test.life("RM_1");
    await test.happen(
      sfu.joined(alice, 0),
      sfu.joined(bob, 0),
      sfu.left(bob, 5_000, "lost"),
      sfu.left(alice, 9_000, reason),
      sfu.finished(9_100),
    );
    expect(await onlyCall(test)).toMatchObject({ endReason, endedAt: test.base + 9_000 });
  });
});

describe("a slot whose room comes back", () => {
  it("[SR4] continues the call when the SFU was shut down", async () => {
    const test = await setUp();
    const [before, after] = [test.life("RM_1"), test.life("RM_2", 40_000)];
    await test.happen(
      before.joined(alice, 0),
      before.left(alice, 20_000, "sfu-stopped"),
      before.finished(20_100),
    );
    expect(await onlyCall(test)).toMatchObject({ status: "ended", endReason: "sfu-stopped" });
    await test.happen(after.started(0), after.joined(alice, 1_000));
    expect(await onlyCall(test)).toMatchObject({ status: "ongoing", endedAt: null });
    await test.happen(after.left(alice, 9_000), after.finished(29_000));
    expect(await onlyCall(test)).toMatchObject({
      status: "ended",
      startedAt: test.base,
      endedAt: test.base + 49_000,
      participations: [{ leaveReason: "sfu-stopped" }, { leaveReason: "left" }],
    });
  });

  it("[SR4] continues the call when the SFU crashed and could tell nothing", async () => {
    const test = await setUp();
    const [before, after] = [test.life("RM_1"), test.life("RM_2", 60_000)];
    await test.happen(before.joined(alice, 0), before.published(alice, 2_000, "camera"));
    await test.happen(after.joined(alice, 0));
    expect((await onlyCall(test))?.participations).toMatchObject([
      { joinedAt: test.base, leftAt: test.base + 2_000, leaveReason: "not-observed" },
      { joinedAt: test.base + 60_000, leftAt: null },
    ]);
  });

  it("[SR4] is the next call after an orderly end, and after more than 90 seconds", async () => {
    const test = await setUp();
    const first = test.life("RM_1");
    await test.happen(first.joined(alice, 0), first.left(alice, 1_000), first.finished(21_000));
    const second = test.life("RM_2", 22_000);
    await test.happen(second.joined(alice, 0));
    const third = test.life("RM_3", 22_000 + 90_001);
    await test.happen(third.joined(alice, 0));
    expect(await test.calls(roomId)).toHaveLength(3);
  });

  it("[SR4] is the next call although somebody's leave was missed earlier in the one before", async () => {
    const test = await setUp();
    const first = test.life("RM_1");
    await test.happen(first.joined(bob, 0), first.joined(alice, 0));
    await test.backend.database
      .updateTable("call_participations")
      .set({ left_at: test.base + 10, left_reason: "not-observed", left_proof: 1 })
      .where("user_id", "=", bob)
      .execute();
    await test.happen(first.left(alice, 5_000), first.finished(25_000));
    await test.happen(test.life("RM_2", 26_000).joined(alice, 0));
    expect(await test.calls(roomId)).toHaveLength(2);
  });
});

describe("the metrics of records", () => {
  it("[SR19] count calls that go on, and those that ended, with how long they took", async () => {
    const test = await setUp();
    const metrics = async () =>
      (await test.backend.metrics.metrics())
        .split("\n")
        .filter((line) => /^confab_call.*[^0]$/.test(line) && !line.includes("_bucket"));
    const voice = test.life("RM_1");
    await test.happen(voice.started(0));
    expect(await metrics()).toEqual([]);
    await test.happen(voice.joined(alice, 0));
    expect(await metrics()).toEqual(["confab_calls_ongoing 1"]);
    const over = [voice.left(alice, 5_000), voice.finished(25_000)];
    await test.happen(...over, ...over);
    const video = test.life("RM_2", 30_000);
    await test.happen(video.published(alice, 0, "camera"), video.left(alice, 7_000));
    await test.happen(video.finished(27_000));
    expect(await metrics()).toEqual([
      'confab_calls_ended_total{kind="voice"} 1',
      'confab_calls_ended_total{kind="video"} 1',
      'confab_call_duration_seconds_sum{kind="voice"} 5',
      'confab_call_duration_seconds_count{kind="voice"} 1',
      'confab_call_duration_seconds_sum{kind="video"} 7',
      'confab_call_duration_seconds_count{kind="video"} 1',
    ]);
  });
});

describe("several replicas", () => {
  it("[SR8] write one record, whichever of them hears of what", async () => {
    const test = await setUp();
    const other = await recordsUnderTest({ sharedWith: test.backend });
    const sfu = test.life("RM_1");
    const people = Array.from({ length: 10 }, (_, index) => `@${index}:example.com`);
    await test.admit(roomId, ...people);
    await Promise.all(
      [test, other].flatMap((replica) => [
        replica.happen(sfu.started(0)),
        ...people.map((userId) => replica.happen(sfu.joined(userId, 1_000))),
      ]),
    );
    expect((await onlyCall(test))?.participations).toHaveLength(10);
    await Promise.all(
      people.map((userId, index) => (index % 2 ? test : other).happen(sfu.left(userId, 5_000))),
    );
    await Promise.all([test, other].map((replica) => replica.happen(sfu.finished(25_000))));
    expect(await onlyCall(test)).toMatchObject({ status: "ended", endedAt: test.base + 5_000 });
  });
});
