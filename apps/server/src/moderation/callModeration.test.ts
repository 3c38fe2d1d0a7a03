import { legacyIdentity } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import {
  admin,
  member,
  moderatedCall,
  moderator,
  other,
  pathOf,
  peer,
} from "../testing/moderatedCall.ts";

describe("removing", () => {
  it("[SN13] ends all connections and keeps the user out until readmitted", async () => {
    const call = await moderatedCall();
    const phone = await call.enter(member, "PHONE");
    await call.enter(member, "LAPTOP");
    const bystander = await call.enter(other);
    expect(await call.api(moderator, "DELETE", pathOf(member))).toEqual({ status: 204 });
    expect(call.present()).toEqual([bystander]);
    expect(await call.comesBack(phone)).toBe(false);
    expect(await call.comesBack(bystander)).toBe(true);
    expect(await call.askToken(member, "PHONE")).toMatchObject({
      status: 403,
      body: { errcode: "M_FORBIDDEN", reason: "removed" },
    });
    expect(await call.askToken(member, "THIRD")).toMatchObject({ status: 403 });
    expect(await call.api(moderator, "DELETE", pathOf(member))).toEqual({ status: 204 });

    const readmit = `${pathOf(member)}/readmit`;
    expect(await call.api(moderator, "POST", readmit)).toEqual({ status: 204 });
    expect(await call.api(moderator, "POST", readmit)).toEqual({ status: 204 });
    expect(await call.askToken(member, "PHONE")).toMatchObject({ status: 200 });
  });

  it("[SN13] keeps out somebody who was not in yet", async () => {
    const call = await moderatedCall();
    await call.enter(other);
    expect(await call.api(moderator, "DELETE", pathOf(member))).toEqual({ status: 204 });
    expect(await call.askToken(member)).toMatchObject({ status: 403 });
  });

  it("[SN14] of one device ends its connection, and lets it come back", async () => {
    const call = await moderatedCall();
    const phone = await call.enter(member, "PHONE");
    const laptop = await call.enter(member, "LAPTOP");
    const path = `${pathOf(member)}?device=PHONE`;
    expect(await call.api(moderator, "DELETE", path)).toEqual({ status: 204 });
    expect(call.present()).toEqual([laptop]);
    expect(await call.comesBack(phone)).toBe(false);
    expect(await call.comesBack(laptop)).toBe(true);
    expect(await call.askToken(member, "PHONE")).toMatchObject({ status: 200 });
    expect(await call.comesBack(phone)).toBe(true);
  });

  it("[SN13] counts for a token that is being signed meanwhile", async () => {
    const call = await moderatedCall();
    await call.enter(other);
    const removals: Promise<unknown>[] = [];
    call.sfu.override = ({ path }) => {
      if (!path.endsWith("/CreateRoom")) return undefined;
      const removal = call.api(moderator, "DELETE", pathOf(member));
      removals.push(removal);
      return removal.then(() => ({ body: {} }));
    };
    expect(await call.askToken(member)).toMatchObject({ status: 200 });
    expect(await Promise.all(removals)).toEqual([{ status: 204 }]);
    expect(await call.comesBack(legacyIdentity(member, "DEVICE"))).toBe(false);
  });

  it("[SN10] keeps out whom the SFU did not disconnect", async () => {
    const call = await moderatedCall();
    const identity = await call.enter(member);
    call.sfu.override = ({ path }) =>
      path.endsWith("/RemoveParticipant") ? { status: 500, body: {} } : undefined;
    expect(await call.api(moderator, "DELETE", pathOf(member))).toMatchObject({ status: 502 });
    call.sfu.override = () => undefined;
    expect(await call.askToken(member)).toMatchObject({ status: 403, body: { reason: "removed" } });
    expect(await call.comesBack(identity)).toBe(false);
  });

  it("[SN13] cannot be undone by the one who was removed", async () => {
    const call = await moderatedCall();
    await call.enter(moderator);
    await call.api(admin, "DELETE", pathOf(moderator));
    expect(await call.api(moderator, "POST", `${pathOf(moderator)}/readmit`)).toMatchObject({
      status: 403,
    });
    expect(await call.askToken(moderator)).toMatchObject({ status: 403 });
  });
});

describe("ending", () => {
  it("[SN15] ends the SFU's room at one stroke, and the call's lock and removals", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    const bystander = await call.enter(other);
    await call.api(moderator, "DELETE", pathOf(member));
    await call.api(moderator, "PUT", "/call/lock", { locked: true });
    expect(await call.api(moderator, "DELETE", "/call")).toEqual({ status: 204 });
    expect(call.sfu.rooms.has(call.callName)).toBe(false);
    const removed = call.sfu.asked("/twirp/livekit.RoomService/RemoveParticipant");
    expect(removed.filter(({ body }) => body.includes("@other"))).toEqual([]);
    expect(await call.api(moderator, "DELETE", "/call")).toMatchObject({ status: 404 });
    expect(await call.comesBack(bystander)).toBe(false);
    expect(await call.askToken(member)).toMatchObject({ status: 200 });
    expect(await call.askToken(peer)).toMatchObject({ status: 200 });
  });
});

describe("locking", () => {
  it("[SN16] keeps out who is not in, until it is unlocked", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    const outside = await call.enter(peer, "PHONE");
    call.sfu.leave(call.callName, outside);
    const lock = { locked: true };
    expect(await call.api(moderator, "PUT", "/call/lock", lock)).toEqual({
      status: 200,
      body: lock,
    });
    expect(await call.api(member, "GET", "/call")).toMatchObject({
      body: { locked: true, lockedBy: moderator },
    });
    expect(await call.askToken(other)).toMatchObject({
      status: 403,
      body: { errcode: "M_FORBIDDEN", reason: "locked" },
    });
    expect(await call.askToken(member)).toMatchObject({ status: 200 });
    expect(await call.comesBack(outside)).toBe(false);
    const unlock = { locked: false };
    expect(await call.api(moderator, "PUT", "/call/lock", unlock)).toEqual({
      status: 200,
      body: unlock,
    });
    expect(await call.askToken(other)).toMatchObject({ status: 200 });
  });

  it("[SN9] can be undone when the call is gone", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    await call.api(moderator, "PUT", "/call/lock", { locked: true });
    call.sfu.rooms.delete(call.callName);
    expect(await call.api(moderator, "PUT", "/call/lock", { locked: false })).toMatchObject({
      status: 200,
    });
    expect(await call.askToken(other)).toMatchObject({ status: 200 });
  });
});
