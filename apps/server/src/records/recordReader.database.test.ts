import { type CallRecord, legacySlotId, type RecordQuery, sfuRoomName } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { recordsUnderTest, sfuLife } from "../testing/recordsUnderTest.ts";
import { createRecordReader } from "./recordReader.ts";
import { createRingStore } from "./ringStore.ts";

const [alice, bob, carol] = ["@alice:example.com", "@bob:example.com", "@carol:example.com"];
const minute = 60_000;
const everything: RecordQuery = {};

async function setUp() {
  const test = await recordsUnderTest();
  const { backend } = test;
  const base = backend.clock.now();
  const rings = createRingStore(backend.database);
  const reader = createRecordReader(backend.database, backend.clock);
  let lives = 0;
  const call = async (
    roomId: string,
    at: number,
    people: readonly string[],
    options: { readonly lasts?: number | null; readonly video?: boolean } = {},
  ) => {
    lives += 1;
    const { lasts = minute, video = false } = options;
    const sfu = sfuLife(await test.admit(roomId, ...people), `RM_${lives}`, base + at);
    await test.happen(...people.map((userId) => sfu.joined(userId, 0)));
    if (video) await test.happen(sfu.published(people[0] ?? "", 0, "screen"));
    if (lasts === null) return;
    await test.happen(...people.map((userId) => sfu.left(userId, lasts)), sfu.finished(lasts));
  };
  const ring = (roomId: string, at: number, sender: string, people: readonly string[]) =>
    rings.add(
      { name: sfuRoomName(roomId, legacySlotId), roomId, slotId: legacySlotId },
      {
        ringId: `ring-${roomId}-${at}`,
        sender,
        notificationEventId: `$${at}`,
        intent: "voice",
        sentAt: base + at,
        endsAt: base + at + minute,
        people,
      },
    );
  const starts = (calls: readonly CallRecord[]) => calls.map(({ startedAt }) => startedAt - base);
  const pages = async (limit: number, between: () => Promise<void> = async () => {}) => {
    const found: number[][] = [];
    let page = await reader.page({ rooms: ["!room"], query: everything, limit });
    for (;;) {
      found.push(starts(page.calls));
      if (page.next === undefined) return found;
      await between();
      const query = { cursor: page.next };
      page = await reader.page({ rooms: ["!room"], query, limit });
    }
  };
  return { ...test, base, rings, reader, call, ring, starts, pages };
}

describe("a list of calls", () => {
  it("[SR13] has the newest first, in pages, which calls that come in do not move", async () => {
    const test = await setUp();
    for (const at of [3, 1, 2, 5, 4]) await test.call("!room", at * 10 * minute, [alice]);
    await test.call("!other", 0, [alice]);
    expect(await test.pages(2)).toEqual([
      [50 * minute, 40 * minute],
      [30 * minute, 20 * minute],
      [10 * minute],
    ]);
    expect(await test.pages(5)).toHaveLength(1);
    let at = 60;
    const meanwhile = await test.pages(2, async () => {
      await test.call("!room", at * minute, [alice]);
      at += 1;
    });
    expect(meanwhile.flat()).toEqual([50, 40, 30, 20, 10].map((one) => one * minute));
  });

  it("[SR13] tells calls apart that started in the same millisecond", async () => {
    const test = await setUp();
    for (let turn = 0; turn < 5; turn += 1) {
      await test.call("!room", 0, [alice], { lasts: 0 });
    }
    expect(await test.pages(2)).toEqual([[0, 0], [0, 0], [0]]);
  });

  it("[SR13] is filtered by time, kind, participant and outcome", async () => {
    const test = await setUp();
    const { base } = test;
    await test.ring("!room", 0, alice, [bob, carol]);
    await test.call("!room", 0, [alice, bob], { video: true });
    await test.call("!room", 10 * minute, [alice]);
    await test.ring("!room", 20 * minute, alice, [bob]);
    await test.call("!room", 20 * minute, [alice]);
    await test.call("!room", 30 * minute, [carol], { lasts: null });
    const minutes = async (query: RecordQuery) =>
      test.starts(await test.calls("!room", query)).map((at) => at / minute);
    expect(await minutes({ from: base + 10 * minute, to: base + 30 * minute })).toEqual([20, 10]);
    expect(await minutes({ kind: "video" })).toEqual([0]);
    expect(await minutes({ kind: "voice" })).toEqual([30, 20, 10]);
    expect(await minutes({ participant: bob })).toEqual([0]);
    expect(await minutes({ outcome: "ongoing" })).toEqual([30]);
    expect(await minutes({ outcome: "missed" })).toEqual([20]);
    expect(await minutes({ outcome: "ended" })).toEqual([10, 0]);
    expect(await minutes({ outcome: "ended", kind: "voice", participant: alice })).toEqual([10]);
  });

  it("[SR12] of one's own has calls with oneself in them, or ringing for oneself", async () => {
    const test = await setUp();
    await test.call("!room", 0, [alice, bob]);
    await test.call("!room", 10 * minute, [alice]);
    await test.ring("!room", 20 * minute, alice, [bob, carol]);
    await test.call("!room", 20 * minute, [alice, carol]);
    await test.ring("!room", 30 * minute, alice, [bob]);
    await test.rings.decline("!room", `$${30 * minute}`, bob, test.base + 30 * minute);
    await test.call("!room", 30 * minute, [alice]);
    await test.call("!other", 40 * minute, [bob]);
    const minutes = async (userId: string, query: RecordQuery = everything) =>
      test.starts(await test.calls("!room", query, userId)).map((at) => at / minute);
    expect(await minutes(bob)).toEqual([30, 20, 0]);
    expect(await minutes(carol)).toEqual([20]);
    // He missed it although others did not, and did not miss what he declined.
    expect(await minutes(bob, { outcome: "missed" })).toEqual([20]);
    expect(await minutes(bob, { outcome: "ended" })).toEqual([30, 0]);
    for (const userId of [alice, carol]) {
      expect(await minutes(userId, { outcome: "missed" })).toEqual([]);
    }
    expect(await test.reader.roomsOf(bob, 5)).toEqual(["!other", "!room"]);
    expect(await test.reader.roomsOf(bob, 1)).toEqual(["!other"]);
  });
});

describe("a ring", () => {
  it("[SR10] is part of the call that goes on, or that follows before it is over", async () => {
    const test = await setUp();
    await test.ring("!room", 0, alice, [bob]);
    expect(await test.calls("!room")).toEqual([]);
    await test.call("!room", 30_000, [alice], { lasts: null });
    await test.ring("!room", 2 * minute, alice, [carol]);
    await test.ring("!elsewhere", 2 * minute, alice, [carol]);
    const [call] = await test.calls("!room");
    expect(call?.rings).toEqual([
      {
        ringId: "ring-!room-0",
        sender: alice,
        sentAt: test.base,
        endsAt: test.base + minute,
        intent: "voice",
        people: [{ userId: bob, outcome: "ringing" }],
      },
      expect.objectContaining({ people: [{ userId: carol, outcome: "ringing" }] }),
    ]);
  });

  it("[SR10] that was over before the call is none of its", async () => {
    const test = await setUp();
    await test.ring("!room", 0, alice, [bob]);
    await test.call("!room", minute + 1, [alice]);
    // Told late.
    await test.ring("!room", 1, alice, [carol]);
    expect((await test.calls("!room"))[0]?.rings).toMatchObject([{ people: [{ userId: carol }] }]);
    await test.ring("!room", -1, alice, [bob]);
    expect((await test.calls("!room"))[0]?.rings).toHaveLength(1);
  });

  it("[SR10] is one although it is told twice, and the first answer of a person counts", async () => {
    const test = await setUp();
    await test.call("!room", 0, [alice], { lasts: null });
    await Promise.all([
      test.ring("!room", 1_000, alice, [bob]),
      test.ring("!room", 1_000, alice, [bob]),
    ]);
    expect(await test.rings.decline("!room", "$1000", bob, test.base + 2_000)).toBe(true);
    expect(await test.rings.decline("!room", "ring-!room-1000", bob, test.base + 999_000)).toBe(
      true,
    );
    expect(await test.rings.decline("!room", "$1000", carol, test.base)).toBe(false);
    expect(await test.rings.decline("!other", "$1000", bob, test.base)).toBe(false);
    const [call] = await test.calls("!room");
    expect(call?.rings).toMatchObject([{ people: [{ userId: bob, outcome: "declined" }] }]);
  });
});
