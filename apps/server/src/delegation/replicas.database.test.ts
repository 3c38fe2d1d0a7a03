import { describe, expect, inject, it } from "vitest";
import {
  delegatedLeave,
  delegationUnderTest,
  type DelegationUnderTest,
} from "../testing/delegationUnderTest.ts";

/**
 * Lets time pass slowly, until what a test waits for has come: the database answers in its own time, which no clock of
 * ours moves.
 */
async function until(
  { backend }: DelegationUnderTest,
  condition: () => boolean | Promise<boolean>,
  stepMs = 5,
): Promise<void> {
  for (let turn = 0; turn < 2_000 && !(await condition()); turn += 1) {
    await backend.clock.advance(stepMs);
    await answers();
  }
  expect(await condition()).toBe(true);
}

/** As `until`, for so many seconds. */
async function pass({ backend }: DelegationUnderTest, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await backend.clock.advance(1_000);
    await answers();
  }
}

function answers(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, onPostgres ? 5 : 0);
  });
}

const onPostgres = inject("postgresUrl") !== undefined;
const names = Array.from({ length: 60 }, (_, index) => `device-${index}`);
const delayIds = names.map((name) => `delay-of-${name}`).toSorted();

describe("several replicas on one database", () => {
  it("[SJ13] act once on each leave, whoever registered it and whoever was told", async () => {
    const a = await delegationUnderTest();
    const b = await a.addReplica();
    const { events, present, backend } = a;
    a.start();
    b.start();
    for (const [index, name] of names.entries()) {
      events.schedule(`delay-of-${name}`, { delayMs: 100_000 });
      await (index % 2 === 0 ? a : b).register(delegatedLeave(name));
    }
    for (const [index, name] of names.entries()) {
      present.add(name);
      await (index % 3 === 0 ? a : b).tellJoined(name);
    }
    await until(a, () => events.count("restart") >= names.length);
    await pass(a, 1);
    expect(events.requests.map(({ delayId }) => delayId).toSorted()).toEqual(delayIds);

    present.clear();
    // Both are told of everything, as when the SFU repeats itself.
    for (const name of names) {
      await Promise.all([a.tellLeft(name, "removed"), b.tellLeft(name, "removed")]);
    }
    await until(a, async () => {
      const rows = await backend.database.selectFrom("delegations").select("phase").execute();
      return rows.length === 0;
    });
    expect(events.sent.toSorted()).toEqual(delayIds);
    expect(events.count("send")).toBe(names.length);
    await Promise.all([a.stop(), b.stop()]);
  });

  /** One has sent a leave and stands still before it could note that. Returns what wakes it up. */
  async function standStill(a: DelegationUnderTest): Promise<() => void> {
    const { events } = a;
    events.schedule("delay-of-alice", { delayMs: 100_000 });
    await a.register(delegatedLeave("alice"));
    await a.tellJoined("alice");
    await until(a, () => events.count("restart") === 1);
    let wakeUp = () => {};
    events.holdAnswer = () => new Promise((resolve) => (wakeUp = resolve));
    await a.tellLeft("alice", "removed");
    await until(a, () => events.sent.length === 1);
    events.holdAnswer = async () => {};
    return () => wakeUp();
  }

  it("[SJ13] take over after half a minute from one that stands still, which then writes nothing", async () => {
    const a = await delegationUnderTest();
    const b = await a.addReplica();
    const { events, backend } = a;
    a.start();
    b.start();
    const wakeUp = await standStill(a);
    await pass(a, 29);
    expect(events.count("send")).toBe(1);
    await until(a, () => events.count("send") === 2, 50);
    // The homeserver has it no more, so that nothing was sent twice.
    expect(events.sent).toEqual(["delay-of-alice"]);

    await b.register(delegatedLeave("alice", { delayId: "newer" }));
    wakeUp();
    await a.stop();
    const leaves = await backend.database.selectFrom("delegations").select("phase").execute();
    expect(leaves).toEqual([{ phase: "waiting" }]);
    await b.stop();
  });

  it.skipIf(onPostgres)("[SJ13] are one with SQLite, which goes on at once", async () => {
    const a = await delegationUnderTest();
    a.start();
    const wakeUp = await standStill(a);
    const b = await a.addReplica();
    b.start();
    await until(a, () => a.events.count("send") === 2);
    expect(a.events.sent).toEqual(["delay-of-alice"]);
    wakeUp();
    await Promise.all([a.stop(), b.stop()]);
  });

  it.skipIf(!onPostgres)("[SJ13] leave each other's alone when they start", async () => {
    const a = await delegationUnderTest();
    a.start();
    const wakeUp = await standStill(a);
    const b = await a.addReplica();
    b.start();
    await pass(a, 20);
    await b.stop();
    expect(a.events.count("send")).toBe(1);
    wakeUp();
    await a.stop();
    const leaves = await a.backend.database.selectFrom("delegations").select("phase").execute();
    expect(leaves).toEqual([]);
  });

  it("[SJ12] go on after a restart, and [SJ11] ask nothing for what is over", async () => {
    const a = await delegationUnderTest();
    const { events, present, backend } = a;
    a.start();
    for (const [name, delayMs] of [
      ["long", 1_000_000],
      ["short", 100_000],
      ["late", 20_000],
    ] as const) {
      events.schedule(`delay-of-${name}`, { delayMs });
      await a.register(delegatedLeave(name, { delayTimeoutMs: delayMs }));
      if (name !== "late") await a.tellJoined(name);
    }
    present.add("long").add("short");
    await until(a, () => events.count("restart") === 2);
    await a.stop();

    await backend.clock.advance(200_000);
    present.delete("long");
    const asked = { ...a.asked };
    const b = await a.addReplica();
    b.start();
    await until(a, () => backend.logged().includes('"count":2'));
    await until(a, () => a.asked.participant > asked.participant);
    await until(a, () => events.sent.length === 1, 50);
    expect(events.sent).toEqual(["delay-of-long"]);
    expect(events.count("restart")).toBe(2);
    expect(a.asked.participant - asked.participant).toBe(2);
    await b.stop();
  });

  it("[SJ12] keep no delay id readable in the database", async () => {
    const a = await delegationUnderTest();
    await a.register(delegatedLeave("alice"));
    const rows = await a.backend.database.selectFrom("delegations").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("delay-of-alice");
  });
});
