import { describe, expect, it } from "vitest";
import { backendUnderTest } from "../testing/backendUnderTest.ts";
import {
  ann,
  bob,
  eve,
  identityOf,
  membershipUnderTest,
  roomId,
} from "../testing/membershipUnderTest.ts";
import { createMembership } from "./createMembership.ts";

const listPath = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/joined_members`;
const intervalMs = 15_000;

/** Compares once. */
async function compare({
  membership,
  settle,
}: Awaited<ReturnType<typeof membershipUnderTest>>): Promise<void> {
  membership.start();
  await settle();
}

describe.each([{ isJoined: true }, { isJoined: false }])(
  "comparing, is_joined offered: $isJoined",
  ({ isJoined }) => {
    const setUp = async (options: Parameters<typeof membershipUnderTest>[0] = {}) => {
      const under = await membershipUnderTest(options);
      under.fakeHomeserver.rooms.knowsIsJoined = isJoined;
      return under;
    };

    it("[SM7] removes who is not in the room any more, of whatever homeserver, and nobody else", async () => {
      const under = await setUp();
      const { enter, joined, present, membership, call } = under;
      const gone = [await enter(bob), await enter(eve)];
      await enter(ann);
      joined.delete(bob);
      joined.delete(eve);
      await compare(under);
      expect(present()).toEqual([identityOf(ann)]);
      for (const identity of gone) {
        expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
      }
    });

    it("[SM17] leaves people alone when the homeserver does not answer", async () => {
      const under = await setUp();
      const { enter, joined, present, fakeHomeserver } = under;
      for (const user of [ann, bob, eve]) await enter(user);
      joined.delete(bob);
      fakeHomeserver.override = () => ({ status: 503 });
      await compare(under);
      expect(present()).toHaveLength(3);
      // Who is in the room, whether it is there itself, and about the first one: that is enough to see it.
      expect(fakeHomeserver.requests).toHaveLength(3);
    });

    it("[SM16] removes the last one of ours when our homeserver is not in the room any more", async () => {
      const under = await setUp();
      const { enter, joined, present } = under;
      for (const user of [eve, ann]) await enter(user);
      joined.delete(ann);
      joined.delete(bob);
      await compare(under);
      // Of others it can only be said that we cannot know of them, and only is_joined says it.
      expect(present()).toEqual(isJoined ? [] : [identityOf(eve)]);
    });

    it("[SM16] leaves those alone of whom the configuration says that they need not be known", async () => {
      const under = await setUp({
        config: { membership: { whenUnknown: { restricted: "allow" } } },
      });
      const { enter, joined, present } = under;
      for (const user of [ann, eve]) await enter(user);
      joined.delete(ann);
      joined.delete(bob);
      await compare(under);
      expect(present()).toEqual([identityOf(eve)]);
    });
  },
);

describe("comparing", () => {
  it("[SM7] asks once per room, and for no room without people", async () => {
    const under = await membershipUnderTest();
    const { calls, enter, fakeHomeserver, fakeSfu, call } = under;
    const other = { name: "other slot", roomId, slotId: "other" };
    const empty = { name: "empty", roomId: "!empty", slotId: "slot" };
    for (const user of [ann, bob, eve]) await enter(user);
    await calls.remember(other, { identity: "A", userId: ann, deviceId: "D" });
    fakeSfu.join(other.name, "A");
    await calls.remember(empty, { identity: "A", userId: ann, deviceId: "D" });
    fakeSfu.join(empty.name, "A");
    fakeSfu.leave(empty.name, "A");
    fakeSfu.join("not ours", "somebody");
    await compare(under);
    expect(fakeHomeserver.requests.map(({ path }) => path)).toEqual([listPath]);
    expect(fakeSfu.rooms.get(call.name)?.participants.size).toBe(3);
  });

  it("[SM7] asks again about somebody who is missing, who may have joined meanwhile", async () => {
    const under = await membershipUnderTest();
    const { enter, fakeHomeserver, present } = under;
    await enter(bob);
    fakeHomeserver.override = ({ path }) =>
      path === listPath ? { body: { joined: { [ann]: {} } } } : undefined;
    await compare(under);
    expect(present()).toEqual([identityOf(bob)]);
  });

  it("[SM8] removes who is in with a revoked token", async () => {
    const under = await membershipUnderTest();
    const { enter, fakeSfu, membership, call, present } = under;
    const identity = await enter(bob);
    await enter(ann);
    await membership.eject(call.name, bob);
    fakeSfu.join(call.name, identity);
    await compare(under);
    expect(present()).toEqual([identityOf(ann)]);
  });

  it("[SM15] reports a stranger once", async () => {
    const under = await membershipUnderTest();
    const { enter, fakeSfu, membership, call, clock, logged, metrics } = under;
    await enter(ann);
    fakeSfu.join(call.name, "stranger");
    membership.start();
    const reported = async () =>
      (await metrics.getSingleMetric("confab_call_strangers_total")?.get())?.values[0]?.value;
    await expect.poll(reported).toBe(1);
    const listed = () => fakeSfu.asked("/twirp/livekit.RoomService/ListRooms").length;
    const before = listed();
    await expect
      .poll(async () => {
        await clock.advance(intervalMs);
        return listed();
      })
      .toBeGreaterThan(before);
    await under.settle();
    expect(await reported()).toBe(1);
    expect(logged().match(/without a token of ours/g)).toHaveLength(1);
  });

  it("[SM17] goes on with the other calls when one cannot be checked", async () => {
    const under = await membershipUnderTest();
    const { calls, enter, fakeSfu, joined, present, logged } = under;
    const broken = { name: "broken", roomId: "!broken", slotId: "slot" };
    await calls.remember(broken, { identity: "A", userId: ann, deviceId: "D" });
    fakeSfu.join(broken.name, "A");
    await enter(bob);
    joined.delete(bob);
    fakeSfu.override = ({ path, body }) =>
      path.endsWith("/ListParticipants") && body.includes("broken") ? { status: 500 } : undefined;
    await compare(under);
    expect(present()).toEqual([]);
    expect(logged()).toContain("the people in a call could not be checked");
  });

  it("[SM7] happens again after the interval, also after the SFU did not answer", async () => {
    const { enter, fakeSfu, joined, membership, present, clock, logged } =
      await membershipUnderTest();
    await enter(bob);
    joined.delete(bob);
    fakeSfu.override = () => ({ status: 500 });
    membership.start();
    await expect.poll(logged).toContain("could not be compared");
    fakeSfu.override = () => undefined;
    await clock.advance(intervalMs - 1);
    expect(present()).toHaveLength(1);
    await clock.advance(1);
    await expect.poll(present).toEqual([]);
  });

  it("[SM7] does not happen when the interval is 0", async () => {
    const under = await membershipUnderTest({ config: { membership: { intervalMs: 0 } } });
    const { enter, joined, present, fakeHomeserver } = under;
    await enter(bob);
    joined.delete(bob);
    await compare(under);
    expect(present()).toHaveLength(1);
    expect(fakeHomeserver.requests).toEqual([]);
  });

  it("[SM19] is done by one of several replicas, and by another when that one is gone", async () => {
    const first = await membershipUnderTest();
    await first.enter(ann);
    const second = createMembership(await backendUnderTest({ sharedWith: first }));
    const asked = () => first.fakeHomeserver.asked(listPath).length;
    first.membership.start();
    await expect.poll(asked).toBe(1);
    second.start();
    await second.stop();
    expect(asked()).toBe(1);
    await first.settle();
    const third = createMembership(await backendUnderTest({ sharedWith: first }));
    third.start();
    await third.stop();
    expect(asked()).toBe(2);
  });
});
