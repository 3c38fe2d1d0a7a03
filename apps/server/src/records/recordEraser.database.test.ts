import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { databaseUnderTest, newDatabase } from "../testing/databaseUnderTest.ts";
import { recordsUnderTest, sfuLife } from "../testing/recordsUnderTest.ts";
import { createBackgroundTasks } from "../background/backgroundTasks.ts";
import { createRecordEraser } from "./recordEraser.ts";
import { createRetention } from "./retention.ts";
import { createRingStore } from "./ringStore.ts";

const onPostgres = inject("postgresUrl") !== undefined;
const alice = "@alice-whose-name-must-go:example.com";
const bob = "@bob-whose-name-must-go:example.com";
const hour = 3_600_000;
const day = 24 * hour;
const tables = ["call_records", "call_participations", "call_rings", "call_ring_people"] as const;

async function setUp() {
  const options = await newDatabase();
  const database = await databaseUnderTest(options);
  const test = await recordsUnderTest({ database });
  const base = test.backend.clock.now();
  const eraser = createRecordEraser(database, !onPostgres);
  const rings = createRingStore(database);
  return {
    ...test,
    base,
    database,
    eraser,
    dataDir: options.dataDir ?? "",
    /** A call of an hour to which Bob was rung. */
    async call(roomId: string, at: number, lasts: number | null = hour) {
      const room = await test.admit(roomId, alice, bob);
      const sfu = sfuLife(room, `RM-${roomId}-${at}`, base + at);
      const ringId = `ring-${roomId}-${at}`;
      await rings.add(
        { name: room, roomId, slotId: "m.call#ROOM" },
        {
          ringId,
          sender: alice,
          notificationEventId: undefined,
          intent: undefined,
          sentAt: base + at,
          endsAt: base + at + 90_000,
          people: [bob],
        },
      );
      await test.happen(sfu.joined(alice, 0), sfu.joined(bob, 1_000));
      if (lasts === null) return sfu;
      await test.happen(sfu.left(alice, lasts), sfu.left(bob, lasts), sfu.finished(lasts));
      return sfu;
    },
    async rows() {
      const counts = tables.map(async (table) => {
        const rows = await database.selectFrom(table).selectAll().execute();
        return rows.length;
      });
      return Promise.all(counts);
    },
  };
}

describe("deleting a record", () => {
  it("[SR16] deletes all rows of the call and none of others", async () => {
    const test = await setUp();
    await test.call("!room", 0);
    await test.call("!room", 2 * hour);
    const [newer, older] = await test.calls("!room");
    expect(await test.rows()).toEqual([2, 4, 2, 2]);
    expect(await test.eraser.erase("!other", newer?.callId ?? "")).toBe("missing");
    expect(await test.eraser.erase("!room", newer?.callId ?? "")).toBe("erased");
    expect(await test.eraser.erase("!room", newer?.callId ?? "")).toBe("missing");
    expect(await test.calls("!room")).toEqual([older]);
    expect(await test.rows()).toEqual([1, 2, 1, 1]);
  });

  it("[SR16] leaves a call that goes on, and all of a room's that are over go", async () => {
    const test = await setUp();
    await test.call("!room", 0);
    await test.call("!other", 0);
    await test.call("!room", 2 * hour, null);
    const [ongoing] = await test.calls("!room");
    expect(await test.eraser.erase("!room", ongoing?.callId ?? "")).toBe("ongoing");
    expect(await test.eraser.eraseRoom("!room", test.base)).toBe(1);
    expect(await test.calls("!room")).toMatchObject([{ status: "ongoing" }]);
    expect(await test.calls("!other")).toHaveLength(1);
  });

  it("[SR16] is not undone by an event that comes late", async () => {
    const test = await setUp();
    const sfu = await test.call("!room", 0);
    expect(await test.eraser.eraseRoom("!room", test.base)).toBe(1);
    await test.happen(sfu.left(alice, hour), sfu.joined(bob, 1_000), sfu.finished(hour));
    expect(await test.calls("!room")).toEqual([]);
    expect(await test.rows()).toEqual([0, 0, 0, 0]);
  });

  it.skipIf(onPostgres)(
    "[SR16] leaves no name in the file nor in its write-ahead log",
    async () => {
      const test = await setUp();
      const content = () =>
        ["confab.db", "confab.db-wal"]
          .map((name) => readFileSync(join(test.dataDir, name), "latin1"))
          .join("");
      for (let at = 0; at < 20; at += 1) await test.call("!room", at * 2 * hour);
      expect(content()).toContain("whose-name-must-go");
      // Whose identities are is forgotten on its own, some time after the last token.
      await test.backend.calls.forgetBefore(Number.MAX_SAFE_INTEGER, []);
      expect(await test.eraser.eraseRoom("!room", test.base)).toBe(20);
      expect(content()).not.toContain("whose-name-must-go");
    },
  );
});

describe("retention", () => {
  async function sweep(test: Awaited<ReturnType<typeof setUp>>, retentionDays: number) {
    const { backend, eraser } = test;
    const tasks = createBackgroundTasks(backend);
    let sweeping: Promise<void> = Promise.resolve();
    const retention = createRetention({
      ...backend,
      eraser,
      retentionDays,
      tasks: {
        ...tasks,
        run(complaint, task) {
          sweeping = tasks.run(complaint, task);
          return sweeping;
        },
      },
    });
    retention.start();
    await sweeping;
    retention.stop();
  }

  it("[SR17] deletes calls that ended so many days ago, at start and every hour", async () => {
    const test = await setUp();
    await test.call("!old", 0);
    await test.call("!fresh", 2 * hour);
    await test.call("!ongoing", 0, null);
    await test.backend.clock.advance(10 * day + hour);
    await sweep(test, 10);
    expect(await test.calls("!old")).toHaveLength(1);
    await test.backend.clock.advance(1);
    await sweep(test, 10);
    const left = await test.database.selectFrom("call_records").select("room_id").execute();
    expect(left.map((row) => row.room_id).toSorted()).toEqual(["!fresh", "!ongoing"]);
    expect(await test.rows()).toEqual([2, 4, 2, 2]);
  });

  it("[SR17] deletes all of them, however many", async () => {
    const test = await setUp();
    const row = { room_name: "n", room_id: "!r", slot_id: "s", video: 0, end_reason: null };
    const old = Array.from({ length: 401 }, (_, index) => ({
      ...row,
      call_id: `${index}`,
      started_at: test.base,
      ended_at: test.base,
    }));
    await test.database.insertInto("call_records").values(old).execute();
    await test.backend.clock.advance(2 * day);
    await sweep(test, 1);
    expect(await test.rows()).toEqual([0, 0, 0, 0]);
    expect(test.backend.logged()).toContain('"count":401');
  });

  it("[SR17] keeps everything for 0 days", async () => {
    const test = await setUp();
    await test.call("!room", 0);
    await test.backend.clock.advance(10_000 * day);
    await sweep(test, 0);
    expect(await test.calls("!room")).toHaveLength(1);
  });

  it("[SR17] forgets rings without a call, rooms that nobody entered, and marks of the deleted", async () => {
    const test = await setUp();
    await test.call("!room", 0);
    await test.eraser.eraseRoom("!room", test.base);
    const room = await test.admit("!empty", alice);
    const sfu = sfuLife(room, "RM-empty", test.base);
    await test.happen(sfu.started(0), sfu.finished(300_000));
    await createRingStore(test.database).add(
      { name: room, roomId: "!empty", slotId: "m.call#ROOM" },
      {
        ringId: "alone",
        sender: alice,
        notificationEventId: undefined,
        intent: undefined,
        sentAt: test.base,
        endsAt: test.base + 90_000,
        people: [bob],
      },
    );
    await sweep(test, 1);
    expect(await test.rows()).toEqual([1, 0, 1, 1]);
    await test.backend.clock.advance(3 * hour);
    await sweep(test, 1);
    expect(await test.rows()).toEqual([0, 0, 0, 0]);
    await sweep(test, 1);
    expect(await test.database.selectFrom("call_lives").selectAll().execute()).toEqual([]);
  });
});
