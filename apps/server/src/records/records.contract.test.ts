import { type CallRecord, parseCallPage, parseJson, parseSfuGrant } from "@confab/protocol";
import { describe, expect, inject, it } from "vitest";
import { withSfuCallers } from "../../../../e2e/contract/sfuCallers.ts";
import { realBackend } from "../testing/realBackend.ts";
import { newRealPerson, newRealRoom, type RealPerson } from "../testing/realPeople.ts";
import { serverBesideStack } from "../testing/serverBesideStack.ts";

const stack = inject("stack");
/** Between what happens and what the SFU's webhook says: LiveKit sends at once, but the box may be busy. */
const webhookMs = 5_000;
/** Seldom enough for the limit of requests. */
const patience = { timeout: 10_000, interval: 500 };

const newCaller = withSfuCallers(stack.origin);

/** Alice and Bob in one room, who ask the server at `origin`, and connect to the SFU directly. */
async function setUp(origin: string) {
  const people = [
    await newRealPerson(stack.origin, "Alice"),
    await newRealPerson(stack.origin, "Bob"),
  ] as const;
  const [alice, bob] = people;
  const roomId = await newRealRoom([alice, bob]);
  const openId = new Map<RealPerson, unknown>();
  for (const person of people) {
    const path = `/user/${encodeURIComponent(person.userId)}/openid/request_token`;
    openId.set(person, (await person.matrix("POST", path, {})).body);
  }
  return {
    alice,
    bob,
    /** When the SFU let them in and now, by our clock. */
    join: async (person: RealPerson) => {
      const answer = await fetch(`${origin}/livekit/jwt/sfu/get`, {
        method: "POST",
        body: JSON.stringify({
          room: roomId,
          device_id: person.deviceId,
          openid_token: openId.get(person),
        }),
      });
      const grant = parseSfuGrant(parseJson(await answer.text()), Date.now());
      if (grant === undefined) throw new Error(`no token: status ${answer.status}`);
      const caller = await newCaller();
      const from = Date.now();
      await caller.connect("call", { ...grant, url: stack.sfuUrl.replace(/^http/, "ws") });
      return {
        ...caller,
        room: grant.room,
        joined: { from, to: Date.now() },
        async leave() {
          await caller.page.evaluate(() => globalThis.sfuConnections.get("call")?.disconnect());
          return Date.now();
        },
      };
    },
    /** The record as Bob sees it. */
    record: async (): Promise<CallRecord | undefined> => {
      const token = String(Reflect.get(Object(openId.get(bob)), "access_token"));
      const answer = await fetch(`${origin}/api/v1/rooms/${encodeURIComponent(roomId)}/calls`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const page = parseCallPage(parseJson(await answer.text()));
      expect(page?.calls.length ?? Infinity).toBeLessThan(2);
      return page?.calls[0];
    },
  };
}

/** Who was seen in the last second is not missed at the first look, and the next one is half a minute later. */
async function untilMissed(seenAt: number): Promise<void> {
  await expect.poll(() => Date.now() - seenAt, patience).toBeGreaterThan(1_500);
}

function expectBetween(
  time: number | null | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  expect(time).toBeGreaterThanOrEqual(from);
  expect(time).toBeLessThanOrEqual(to);
}

describe("records, with LiveKit", () => {
  it("[SR1] have who was there, when, and how it ended, from the SFU's webhooks", async () => {
    const { alice, bob, join, record } = await setUp(stack.origin);
    const first = await join(alice);
    const second = await join(bob);
    await expect.poll(async () => (await record())?.participations.length, patience).toBe(2);
    expect(await record()).toMatchObject({ kind: "voice", status: "ongoing" });
    await first.publish("call");
    await expect.poll(async () => (await record())?.kind, patience).toBe("video");
    const bobLeft = await second.leave();
    await first.leave();
    const { sfu } = await realBackend(stack);
    await expect
      .poll(
        async () => (await record())?.participations.map(({ leaveReason }) => leaveReason),
        patience,
      )
      .toEqual(["left", "left"]);
    await sfu.end(first.room);
    await expect.poll(async () => (await record())?.status, patience).toBe("ended");
    const ended = await record();
    expect(ended).toMatchObject({
      endReason: "everyone-left",
      participations: [
        { userId: alice.userId, deviceId: alice.deviceId },
        { userId: bob.userId, deviceId: bob.deviceId },
      ],
    });
    expectBetween(ended?.participations[0]?.joinedAt, first.joined);
    expectBetween(ended?.participations[1]?.joinedAt, second.joined);
    expectBetween(ended?.participations[1]?.leftAt, {
      from: bobLeft - webhookMs,
      to: bobLeft + webhookMs,
    });
  });

  it(
    "[SR6] are complete although the server was killed whenever something happened",
    { timeout: 90_000 },
    async () => {
      const server = await serverBesideStack(stack);
      await server.start();
      const { alice, bob, join, record } = await setUp(server.origin);

      // Alice and Bob come in, of which this server hears nothing before it dies.
      const first = await join(alice);
      const second = await join(bob);
      await server.kill();
      await server.start();
      await expect.poll(async () => (await record())?.participations.length, patience).toBe(2);
      const seenBoth = { from: second.joined.to, to: Date.now() };
      const ongoing = await record();
      expect(ongoing).toMatchObject({
        status: "ongoing",
        participations: [
          { userId: alice.userId, leftAt: null },
          { userId: bob.userId, leftAt: null },
        ],
      });
      expectBetween(ongoing?.participations[0]?.joinedAt, first.joined);
      expectBetween(ongoing?.participations[1]?.joinedAt, second.joined);

      await server.kill();
      const bobLeft = await second.leave();
      const { sfu } = await realBackend(stack);
      await expect
        .poll(() => sfu.participant(second.room, `${bob.userId}:${bob.deviceId}`), patience)
        .toBeUndefined();
      await untilMissed(seenBoth.to);
      await server.start();
      await expect
        .poll(async () => (await record())?.participations[1]?.leftAt, patience)
        .not.toBeNull();
      const seenAlice = { from: bobLeft, to: Date.now() };
      expect((await record())?.participations).toMatchObject([
        { leaveReason: null },
        { leaveReason: "not-observed" },
      ]);
      expectBetween((await record())?.participations[1]?.leftAt, seenBoth);

      await server.kill();
      await first.leave();
      await sfu.end(first.room);
      await untilMissed(seenAlice.to);
      await server.start();
      await expect.poll(async () => (await record())?.status, patience).toBe("ended");
      const ended = await record();
      expect(ended?.endReason).toBe("not-observed");
      // When she was last seen, long before this was found out.
      expectBetween(ended?.endedAt, seenAlice);
      expectBetween(ended?.startedAt, first.joined);
      expect(server.output()).not.toContain("could not be compared");
    },
  );
});
