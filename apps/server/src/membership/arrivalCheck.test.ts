import { describe, expect, it } from "vitest";
import { ann, bob, eve, identityOf, membershipUnderTest } from "../testing/membershipUnderTest.ts";

describe("somebody who comes in", () => {
  it("[SM8] stays when they are joined to the room, of whatever homeserver", async () => {
    const { arrive, enter, present, settle } = await membershipUnderTest();
    const identities = [await enter(ann), await enter(eve)];
    for (const identity of identities) await arrive(identity);
    await settle();
    expect(present()).toEqual(identities);
  });

  it("[SM8] is removed when they are not joined any more, whatever was believed before", async () => {
    const { ask, arrive, enter, joined, present, settle, membership, call } =
      await membershipUnderTest();
    const identity = await enter(bob);
    expect(await ask(bob)).toBeUndefined();
    joined.delete(bob);
    await arrive(identity);
    await settle();
    expect(present()).toEqual([]);
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
  });

  it("[SM8] is removed when their token was revoked, again and again", async () => {
    const { arrive, enter, present, membership, call, metrics } = await membershipUnderTest();
    const identity = await enter(bob);
    await membership.eject(call.name, bob);
    for (const again of [identity, identity, `${identity}#x`, `${identity}#x#y`]) {
      await arrive(again);
      expect(present()).toEqual([]);
    }
    const counted = await metrics.getSingleMetric("confab_call_removals_total")?.get();
    expect(counted?.values).toMatchObject([{ labels: { cause: "revoked" }, value: 4 }]);
  });

  it("[SM8] has to be told of again when a revoked one could not be removed", async () => {
    const { arrive, enter, fakeSfu, membership, call } = await membershipUnderTest();
    const identity = await enter(bob);
    await membership.eject(call.name, bob);
    fakeSfu.override = () => ({ status: 500 });
    await expect(arrive(identity)).rejects.toThrow(/500/);
  });

  it("[SM17] stays when the homeserver does not answer", async () => {
    const { arrive, enter, fakeHomeserver, joined, present, settle } = await membershipUnderTest();
    const identity = await enter(bob);
    joined.delete(bob);
    fakeHomeserver.override = () => ({ status: 502 });
    await arrive(identity);
    await settle();
    expect(present()).toEqual([identity]);
  });

  it.each([
    ["report", 1],
    ["remove", 0],
  ] as const)("[SM15] is a stranger without a token of ours: %s", async (strangers, left) => {
    const { arrive, call, calls, present, logged, metrics } = await membershipUnderTest({
      config: { membership: { strangers } },
    });
    await calls.remember(call, { identity: identityOf(ann), userId: ann, deviceId: "D" });
    await arrive("who#is that");
    expect(present()).toHaveLength(left);
    expect(logged().match(/without a token of ours/g)).toHaveLength(1);
    const counted = await metrics.getSingleMetric("confab_call_strangers_total")?.get();
    expect(counted?.values).toMatchObject([{ value: 1 }]);
  });

  it("[SM15] is none of our business in a room that is none of our calls", async () => {
    const { arrive, present, logged } = await membershipUnderTest({
      config: { membership: { strangers: "remove" } },
    });
    await arrive("somebody");
    expect(present()).toEqual(["somebody"]);
    expect(logged()).not.toContain("token of ours");
  });
});
