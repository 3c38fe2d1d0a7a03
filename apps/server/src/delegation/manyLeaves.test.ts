import { describe, expect, it } from "vitest";
import { delegatedLeave, delegationUnderTest } from "../testing/delegationUnderTest.ts";

const names = Array.from({ length: 600 }, (_, index) => `device-${index}`);

describe("many delegated leaves", () => {
  it("[SJ14] are few requests at a time, and one question for many devices of a room", async () => {
    const underTest = await delegationUnderTest();
    const { events, present, asked, pass } = underTest;
    let underWay = 0;
    let mostUnderWay = 0;
    events.holdAnswer = async () => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    underTest.start();
    for (const name of names) {
      present.add(name);
      events.schedule(`delay-of-${name}`, { delayMs: 600_000 });
      await underTest.register(delegatedLeave(name, { delayTimeoutMs: 600_000 }));
      await underTest.tellJoined(name);
    }
    await pass(40);
    expect(events.count("restart")).toBe(names.length);
    expect(mostUnderWay).toBe(10);

    // 200 are at hand at a time, so that a whole room of 600 is three questions each half minute.
    Object.assign(asked, { participant: 0, participants: 0 });
    await pass(60);
    expect(asked).toEqual({ participant: 0, participants: 6 });

    present.clear();
    for (const name of names) await underTest.tellLeft(name, "removed");
    await pass(30);
    expect(new Set(events.sent)).toEqual(new Set(names.map((name) => `delay-of-${name}`)));
    expect(events.count("send")).toBe(names.length);
  });

  it("[SJ14] of a homeserver that does not answer hold up nobody else's", async () => {
    const underTest = await delegationUnderTest();
    const { events, pass, backend } = underTest;
    events.holdAnswer = async (delayId) => {
      if (delayId === "delay-of-other") return;
      await new Promise<void>((resolve) => backend.clock.after(5_000, resolve));
      throw new Error("time-out");
    };
    underTest.start();
    for (const name of names.slice(0, 300)) {
      events.schedule(`delay-of-${name}`);
      await underTest.register(delegatedLeave(name, { userId: `@${name}:dead` }));
      await underTest.tellJoined(name);
    }
    events.schedule("delay-of-other");
    await underTest.register(delegatedLeave("other", { userId: "@u:alive" }));
    await underTest.tellJoined("other");
    await pass(12);
    expect(events.count("restart", "delay-of-other")).toBe(1);
    expect(events.count("restart")).toBeLessThanOrEqual(31);
    const stopping = underTest.stop();
    await pass(6);
    await stopping;
  });

  it("[SJ13] are free for others when the server stops before it was their turn", async () => {
    const underTest = await delegationUnderTest();
    const { events, pass, backend } = underTest;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    events.holdAnswer = () => answered;
    underTest.start();
    for (const name of names.slice(0, 15)) {
      events.schedule(`delay-of-${name}`);
      await underTest.register(delegatedLeave(name));
      await underTest.tellJoined(name);
    }
    await pass(1);
    const stopping = underTest.stop();
    answer();
    await stopping;
    expect(events.count("restart")).toBe(10);
    const leaves = await backend.database.selectFrom("delegations").selectAll().execute();
    expect(leaves.filter(({ lease }) => lease !== null)).toEqual([]);
    expect(leaves.filter(({ next_at }) => next_at <= backend.clock.now())).toHaveLength(5);
  });
});
