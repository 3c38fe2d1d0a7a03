import { describe, expect, it } from "vitest";
import { ann, bob, eve, identityOf, membershipUnderTest } from "../testing/membershipUnderTest.ts";

const moderator = "@mod:example.com";

describe("CallGate.refusal", () => {
  it("[SM4] lets in who is joined to the room, of whatever homeserver, and nobody else", async () => {
    const { ask } = await membershipUnderTest();
    for (const user of [ann, bob, eve]) expect(await ask(user)).toBeUndefined();
    expect(await ask("@zoe:example.com")).toBe("not-joined");
    expect(await ask("@zoe:other.org", { fullAccess: false })).toBe("not-joined");
  });

  it.each([
    [{}, "membership-unknown", "membership-unknown"],
    [{ fullAccess: "allow" }, undefined, "membership-unknown"],
    [{ restricted: "allow" }, "membership-unknown", undefined],
  ] as const)(
    "[SM4] does as the configuration says when the homeserver does not: %o",
    async (whenUnknown, fullAccess, restricted) => {
      const { ask, fakeHomeserver } = await membershipUnderTest({
        config: { membership: { whenUnknown } },
      });
      fakeHomeserver.override = () => ({ status: 500 });
      expect(await ask(ann)).toBe(fullAccess);
      expect(await ask(eve)).toBe(restricted);
    },
  );

  it("[SM4] asks nobody when membership is not checked, and says so at start", async () => {
    const { ask, membership, fakeHomeserver, logged } = await membershipUnderTest({
      config: { membership: { check: "off" } },
    });
    expect(await ask("@zoe:example.com")).toBeUndefined();
    expect(fakeHomeserver.requests).toEqual([]);
    membership.start();
    expect(logged()).toContain("Membership is not checked");
  });

  it("[SM4] lets everybody in when there is no homeserver to ask", async () => {
    const { ask } = await membershipUnderTest({ withoutHomeserver: true });
    expect(await ask("@zoe:example.com")).toBeUndefined();
  });

  it("[SM10] keeps out who was removed, until readmitted", async () => {
    const { ask, membership, call } = await membershipUnderTest();
    await membership.restrictions.exclude(call.name, bob, moderator);
    expect(await ask(bob)).toBe("removed");
    expect(await ask(ann)).toBeUndefined();
    await membership.restrictions.readmit(call.name, bob);
    expect(await ask(bob)).toBeUndefined();
  });

  it("[SM10] tells nothing about the call to who is not in the room", async () => {
    const { ask, membership, call, joined } = await membershipUnderTest();
    await membership.restrictions.exclude(call.name, bob, moderator);
    await membership.restrictions.lock(call.name, moderator);
    joined.delete(bob);
    expect(await ask(bob)).toBe("not-joined");
  });

  it("[SM11] keeps a locked call to who is in it, whatever the device", async () => {
    const { ask, enter, membership, call } = await membershipUnderTest();
    await enter(ann, "PHONE");
    await membership.restrictions.lock(call.name, moderator);
    expect(await ask(ann, { device: "LAPTOP" })).toBeUndefined();
    expect(await ask(bob)).toBe("locked");
    await membership.restrictions.unlock(call.name);
    expect(await ask(bob)).toBeUndefined();
  });

  it("[SM11] keeps a locked call closed when the SFU does not say who is in it", async () => {
    const { ask, enter, membership, call, fakeSfu } = await membershipUnderTest();
    await enter(ann);
    await membership.restrictions.lock(call.name, moderator);
    fakeSfu.override = () => ({ status: 500 });
    await expect(ask(ann)).rejects.toThrow(/500/);
  });

  it("[SM9] makes a revoked identity good again with its new token", async () => {
    const { ask, enter, membership, call } = await membershipUnderTest();
    const identity = await enter(ann);
    await membership.eject(call.name, ann);
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
    expect(await ask(ann)).toBeUndefined();
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(true);
  });

  it("[SM9] asks anew about somebody who was thrown out, whatever it believed before", async () => {
    const { ask, enter, membership, call, joined } = await membershipUnderTest();
    const identity = await enter(bob);
    expect(await ask(bob)).toBeUndefined();
    joined.delete(bob);
    await membership.eject(call.name, bob);
    expect(await ask(bob)).toBe("not-joined");
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
  });
});

describe("Eject", () => {
  it("[SM13] takes all devices of one user out, with whatever they added to their identity", async () => {
    const { enter, fakeSfu, membership, call, present } = await membershipUnderTest();
    await enter(bob);
    const devices = [await enter(ann, "PHONE"), await enter(ann, "LAPTOP")];
    fakeSfu.join(call.name, `${devices[0] ?? ""}#screen`);
    await membership.eject(call.name, ann);
    expect(present()).toEqual([identityOf(bob)]);
    for (const identity of devices) {
      expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
    }
    expect(await membership.gate.mayConnect(call.name, identityOf(bob))).toBe(true);
  });

  it("[SM13] revokes the tokens of devices that are not connected now", async () => {
    const { enter, fakeSfu, membership, call } = await membershipUnderTest();
    const identity = await enter(ann);
    fakeSfu.leave(call.name, identity);
    await membership.eject(call.name, ann);
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
    await membership.eject("no such call", ann);
  });

  it("[SM13] ends the call for everybody, and all tokens with it", async () => {
    const { enter, fakeSfu, membership, call } = await membershipUnderTest();
    const identities = [await enter(ann), await enter(bob)];
    await membership.eject(call.name);
    expect(fakeSfu.rooms.has(call.name)).toBe(false);
    for (const identity of identities) {
      expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
    }
  });

  it("[SM13] revokes even when the SFU does not answer, and says so", async () => {
    const { enter, fakeSfu, membership, call } = await membershipUnderTest();
    const identity = await enter(ann);
    await fakeSfu.close();
    await expect(membership.eject(call.name, ann)).rejects.toThrow(/not answer/);
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(false);
  });
});

describe("locking", () => {
  it("[SM11] revokes the tokens of who is not in the call, and of nobody else", async () => {
    const { enter, fakeSfu, membership, call } = await membershipUnderTest();
    const [phone, laptop] = [await enter(ann, "PHONE"), await enter(ann, "LAPTOP")];
    const away = await enter(bob);
    for (const identity of [laptop, away]) fakeSfu.leave(call.name, identity);
    await membership.restrictions.lock(call.name, ann);
    const { gate } = membership;
    expect(await gate.mayConnect(call.name, phone)).toBe(true);
    expect(await gate.mayConnect(call.name, laptop)).toBe(true);
    expect(await gate.mayConnect(call.name, away)).toBe(false);
  });

  it("[SM12] ends with the call, as do exclusions", async () => {
    const { membership, call, sfuEvents, clock, ask } = await membershipUnderTest();
    await membership.restrictions.exclude(call.name, bob, ann);
    await membership.restrictions.lock(call.name, ann);
    const room = { room: call.name, roomSid: "RM" };
    await sfuEvents.publish({ kind: "room-finished", ...room, at: clock.now() - 1 });
    expect(await ask(bob)).toBe("removed");
    await sfuEvents.publish({ kind: "room-finished", ...room, at: clock.now() });
    expect(await ask(bob)).toBeUndefined();
  });
});

describe("CallGate.mayConnect", () => {
  it("[SM14] lets people go on when the database does not answer", async () => {
    const { membership, call, enter, database } = await membershipUnderTest();
    const identity = await enter(ann);
    await membership.eject(call.name, ann);
    await database.schema.dropTable("call_restrictions").execute();
    expect(await membership.gate.mayConnect(call.name, identity)).toBe(true);
  });
});
