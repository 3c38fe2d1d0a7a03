import type { PushedEvent } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { recordsUnderTest, sfuLife } from "../testing/recordsUnderTest.ts";

const [alice, bob, carol] = ["@alice:example.com", "@bob:example.com", "@carol:example.com"];
const roomId = "!room";
const notification = "org.matrix.msc4075.rtc.notification";

async function setUp(members: readonly string[] = [alice, bob, carol]) {
  const test = await recordsUnderTest();
  const { backend } = test;
  backend.fakeHomeserver.rooms.create(roomId, members);
  const now = backend.clock.now();
  const room = await test.admit(roomId, alice);
  await test.happen(sfuLife(room, "RM_1", now).joined(alice, 0));
  const event = (
    type: string,
    sender: string,
    content: object,
    more: object = {},
  ): PushedEvent => ({
    roomId,
    type,
    sender,
    eventId: "$ring",
    stateKey: undefined,
    originServerTs: now,
    content,
    ...more,
  });
  const ring = (content: object = {}, more: object = {}) =>
    event(
      notification,
      alice,
      {
        notification_type: "ring",
        "m.mentions": { user_ids: [], room: true },
        lifetime: 30_000,
        ...content,
      },
      more,
    );
  const declined = (sender: string, eventId = "$ring") =>
    event(
      "org.matrix.msc4310.rtc.decline",
      sender,
      { "m.relates_to": { rel_type: "m.reference", event_id: eventId } },
      { eventId: "$decline" },
    );
  const rings = async () => (await test.calls(roomId))[0]?.rings ?? [];
  return { ...test, now, ring, declined, rings };
}

describe("what the homeserver pushes", () => {
  it("[SR9] rings everybody in the room but the sender", async () => {
    const test = await setUp();
    await test.records.hearMatrix(test.ring({ "m.call.intent": "video" }));
    expect(await test.rings()).toEqual([
      {
        ringId: expect.any(String),
        sender: alice,
        sentAt: test.now,
        endsAt: test.now + 30_000,
        intent: "video",
        people: [bob, carol].map((userId) => ({ userId, outcome: "ringing" })),
      },
    ]);
  });

  it("[SR9] rings who is mentioned and in the room, for two minutes at most", async () => {
    const test = await setUp();
    const mentions = { user_ids: [bob, "@stranger:example.com", bob] };
    await test.records.hearMatrix(test.ring({ "m.mentions": mentions, lifetime: 1e12 }));
    expect(await test.rings()).toMatchObject([
      { endsAt: test.now + 120_000, people: [{ userId: bob }] },
    ]);
  });

  it("[SR9] is the same ring when it is told twice", async () => {
    const test = await setUp();
    await test.records.hearMatrix(test.ring());
    await test.records.hearMatrix(test.ring());
    expect(await test.rings()).toHaveLength(1);
  });

  it("[SR9] declines for the sender alone", async () => {
    const test = await setUp();
    await test.records.hearMatrix(test.ring());
    await test.records.hearMatrix(test.declined(bob, "$other"));
    await test.records.hearMatrix(test.declined(bob));
    expect((await test.rings())[0]?.people).toEqual([
      { userId: bob, outcome: "declined" },
      { userId: carol, outcome: "ringing" },
    ]);
  });

  it("[SR9] does not ring later than now, whatever its server claims", async () => {
    const test = await setUp();
    await test.records.hearMatrix(test.ring({}, { originServerTs: test.now + 3.5e9 }));
    expect((await test.rings())[0]?.sentAt).toBe(test.now);
  });

  it.each([
    ["does not ring", { notification_type: "notification" }],
    ["is for nobody", { "m.mentions": {} }],
    ["has no sense", { lifetime: "long" }],
  ])("[SR9] is nothing when it %s", async (_case, content) => {
    const test = await setUp();
    await test.records.hearMatrix(test.ring(content));
    expect(await test.rings()).toEqual([]);
  });

  it("[SR9] rings nobody in a room of more than 250", async () => {
    const crowd = Array.from({ length: 251 }, (_, index) => `@u${index}:example.com`);
    const test = await setUp([alice, ...crowd]);
    await test.records.hearMatrix(test.ring());
    expect(await test.rings()).toEqual([]);
    await test.records.hearMatrix(test.ring({ "m.mentions": { user_ids: [crowd[0]] } }));
    expect(await test.rings()).toHaveLength(1);
  });
});
