import { describe, expect, it } from "vitest";
import { delegatedLeave, delegationUnderTest } from "../testing/delegationUnderTest.ts";

/** A device `alice` that has delegated its leave and is at the SFU. */
async function aliceConnected(options: Parameters<typeof delegationUnderTest>[0] = {}) {
  const underTest = await delegationUnderTest(options);
  const { events, present, pass } = underTest;
  events.schedule("delay-of-alice", { delayMs: 100_000 });
  underTest.start();
  await underTest.register(delegatedLeave("alice"));
  present.add("alice");
  await underTest.tellJoined("alice");
  await pass(1);
  expect(events.count("restart", "delay-of-alice")).toBe(1);
  return underTest;
}

describe("a delegated leave", () => {
  it("[SJ2] is restarted at once when the device joins, and [SJ5] after eight tenths each", async () => {
    const { events, pass } = await aliceConnected();
    await pass(78);
    expect(events.count("restart")).toBe(1);
    await pass(3);
    expect(events.count("restart")).toBe(2);
    await pass(800);
    expect(events.count("restart")).toBe(12);
    expect(events.isPending("delay-of-alice")).toBe(true);
    expect(events.requests[0]).toMatchObject({ authorization: undefined, asUser: null });
  });

  it("[SJ2] finds the device without being told, under whichever name it is there", async () => {
    const underTest = await delegationUnderTest();
    const { events, present, pass } = underTest;
    events.schedule("delay-of-alice");
    underTest.start();
    await underTest.register(delegatedLeave("alice", { identities: ["hash", "@alice:hs:PHONE"] }));
    present.add("@alice:hs:PHONE");
    await pass(2);
    expect(events.count("restart")).toBe(1);
    present.delete("@alice:hs:PHONE");
    await underTest.tellLeft("@alice:hs:PHONE", "left");
    await pass(3);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ3] is looked for less and less often, and sent after its delay when nobody came", async () => {
    const underTest = await delegationUnderTest();
    const { events, asked, pass } = underTest;
    events.schedule("delay-of-alice", { delayMs: 200_000 });
    underTest.start();
    await underTest.register(delegatedLeave("alice"));
    await pass(99);
    expect(asked.participant).toBe(9);
    expect(events.requests).toEqual([]);
    await pass(2);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ4] is done without a call when the only connection broke before it was seen", async () => {
    const underTest = await delegationUnderTest();
    const { events, asked, pass } = underTest;
    events.schedule("delay-of-alice");
    underTest.start();
    await underTest.register(delegatedLeave("alice"));
    await underTest.tellLeft("alice", "lost");
    await pass(3);
    const before = asked.participant;
    await pass(200);
    expect(asked.participant).toBe(before);
    expect(events.requests).toEqual([]);
  });

  it.each(["left", "lost", "replaced", "unknown"] as const)(
    "[SJ6] is sent two seconds after the connection ended (%s)",
    async (reason) => {
      const underTest = await aliceConnected();
      const { events, present, pass } = underTest;
      present.delete("alice");
      await underTest.tellLeft("alice", reason);
      await pass(1);
      expect(events.sent).toEqual([]);
      await pass(2);
      expect(events.sent).toEqual(["delay-of-alice"]);
      await pass(300);
      expect(events.count("send")).toBe(1);
    },
  );

  it.each(["removed", "room-ended"] as const)("[SJ6] is sent at once when %s", async (reason) => {
    const underTest = await aliceConnected();
    const { events, present } = underTest;
    present.delete("alice");
    await underTest.tellLeft("alice", reason);
    await underTest.backend.clock.advance(0);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ6] is not sent when the device connected anew", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    present.delete("alice");
    await underTest.tellLeft("alice", "left");
    await pass(1);
    present.add("alice");
    await underTest.tellJoined("alice");
    await pass(200);
    expect(events.sent).toEqual([]);
    expect(events.count("restart")).toBe(3);
  });

  it("[SJ6] is not sent for an old connection that ends after the new one began", async () => {
    const underTest = await aliceConnected();
    await underTest.tellJoined("alice");
    await underTest.tellLeft("alice", "replaced");
    await underTest.pass(100);
    expect(underTest.events.sent).toEqual([]);
  });

  it("[SJ6] is sent when only the end of the room was told", async () => {
    const underTest = await aliceConnected({ checkIntervalMs: 0 });
    const { events, present, pass, backend } = underTest;
    present.delete("alice");
    await pass(60);
    expect(events.sent).toEqual([]);
    await underTest.tell({
      kind: "room-finished",
      room: "sfu-room",
      roomSid: "RM",
      at: backend.clock.now(),
    });
    await pass(1);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ7] is sent 15 seconds after the device was found missing", async () => {
    const { events, present, pass } = await aliceConnected();
    present.delete("alice");
    await pass(14);
    expect(events.sent).toEqual([]);
    await pass(32);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ7] survives an SFU that starts anew, and [SJ8] one that is silent", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    await underTest.tellLeft("alice", "sfu-stopped");
    present.delete("alice");
    underTest.isSilent = true;
    await pass(600);
    expect(events.sent).toEqual([]);
    expect(events.isPending("delay-of-alice")).toBe(true);
    underTest.isSilent = false;
    await pass(10);
    present.add("alice");
    await pass(300);
    expect(events.sent).toEqual([]);
  });

  it("[SJ8] is left to the homeserver when the SFU is silent for an hour", async () => {
    const underTest = await aliceConnected();
    const { events, pass } = underTest;
    underTest.isSilent = true;
    await pass(3_500);
    expect(events.isPending("delay-of-alice")).toBe(true);
    await pass(250);
    expect(events.isPending("delay-of-alice")).toBe(false);
    expect(events.count("send")).toBe(0);
  });

  it("[SJ9] is done when the homeserver does not have it any more", async () => {
    const { events, asked, pass } = await aliceConnected();
    events.override = () => ({ status: 404, body: { errcode: "M_NOT_FOUND" } });
    await pass(81);
    const before = { ...asked };
    await pass(200);
    expect(asked).toEqual(before);
    expect(events.count("restart")).toBe(2);
  });

  it("[SJ10] is tried again until the homeserver answers", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    const answers = [{ status: 0 }, { status: 500 }, { status: 403 }];
    events.override = () => answers.shift();
    present.delete("alice");
    await underTest.tellLeft("alice", "removed");
    await pass(10);
    expect(events.sent).toEqual(["delay-of-alice"]);
    const times = events.requests.filter(({ action }) => action === "send").map(({ at }) => at);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(pauses).toEqual([1_000, 1_500, 2_250]);
  });

  it("[SJ10] waits as long as the homeserver says", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    const answers = [{ status: 429, headers: { "retry-after": "20" } }];
    events.override = () => answers.shift();
    present.delete("alice");
    await underTest.tellLeft("alice", "removed");
    await pass(19);
    expect(events.count("send")).toBe(1);
    await pass(3);
    expect(events.sent).toEqual(["delay-of-alice"]);
  });

  it("[SJ11] is not sent any more when the homeserver has sent it by itself", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    events.override = () => ({ status: 0 });
    present.delete("alice");
    await underTest.tellLeft("alice", "removed");
    await pass(110);
    const before = events.count("send");
    events.override = () => undefined;
    await pass(500);
    expect(events.count("send")).toBe(before);
  });

  it("[SJ1] gives way to a newer one of the same device", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass } = underTest;
    events.schedule("newer", { delayMs: 100_000 });
    await underTest.register(
      delegatedLeave("alice", { delayId: "newer", identities: ["alice", "alice-2"] }),
    );
    await underTest.tellJoined("alice");
    await pass(300);
    expect(events.count("restart", "delay-of-alice")).toBe(1);
    present.delete("alice");
    await underTest.tellLeft("alice", "left");
    await pass(3);
    expect(events.sent).toEqual(["newer"]);
  });

  it("[SJ1] stands beside those of other devices, also when their clients do not name them", async () => {
    const underTest = await delegationUnderTest();
    const { events, pass } = underTest;
    underTest.start();
    for (const name of ["one", "two"]) {
      events.schedule(`delay-of-${name}`);
      await underTest.register(delegatedLeave(name, { deviceId: "" }));
      await underTest.tellJoined(name);
    }
    await pass(1);
    expect(events.requests.map(({ delayId }) => delayId)).toEqual(["delay-of-one", "delay-of-two"]);
  });

  it.each([
    ["@u:hs", true],
    ["@u:example.com", false],
  ])("[SJ5] acts as the user where it may: %s", async (userId, asAppService) => {
    const underTest = await delegationUnderTest();
    const { events, pass } = underTest;
    events.schedule("delay-of-alice");
    underTest.start();
    await underTest.register(delegatedLeave("alice", { userId, asAppService }));
    await underTest.tellJoined("alice");
    await pass(1);
    expect(events.requests[0]).toMatchObject({ action: "restart", asUser: userId });
  });

  it("[SJ15] never shows up in the log, however it fails", async () => {
    const underTest = await aliceConnected();
    const { events, present, pass, backend } = underTest;
    events.override = () => ({ status: 500, body: { errcode: "M_UNKNOWN" } });
    await pass(85);
    events.override = () => ({ status: 0 });
    await pass(5);
    present.delete("alice");
    await underTest.tellLeft("alice", "left");
    await pass(20);
    events.override = () => undefined;
    await pass(60);
    const logged = backend.logged();
    expect(logged).toContain("a delegated leave was not sent yet");
    expect(logged).toContain("done with a delegated leave");
    expect(logged).not.toContain("delay-of-alice");
  });

  it("[SJ16] is counted by state, and what was done for it by outcome", async () => {
    const underTest = await aliceConnected();
    const { present, pass, backend } = underTest;
    const text = () => backend.metrics.metrics();
    expect(await text()).toContain('confab_delegated_leaves{state="connected"} 1');
    present.delete("alice");
    await underTest.tellLeft("alice", "removed");
    await pass(1);
    expect(await text()).toContain('confab_delegated_leaves{state="connected"} 0');
    expect(await text()).toContain(
      'confab_delegated_leave_actions_total{action="restart",outcome="done"} 1',
    );
    expect(await text()).toContain('confab_delegated_leaves_ended_total{end="sent"} 1');
  });
});
