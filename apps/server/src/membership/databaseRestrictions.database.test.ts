import { describe, expect, it } from "vitest";
import { databaseUnderTest } from "../testing/databaseUnderTest.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createDatabaseRestrictions } from "./databaseRestrictions.ts";

const [call, other] = ["call", "other"];
const [ann, bob, moderator] = ["@ann:hs", "@bob:hs", "@mod:hs"];

async function setUp() {
  const clock = createManualClock();
  const restrictions = createDatabaseRestrictions(await databaseUnderTest(), clock);
  return { clock, restrictions };
}

describe("CallRestrictions", () => {
  it("[SM11] locks one call, until it is unlocked", async () => {
    const { restrictions } = await setUp();
    await restrictions.lock(call, moderator);
    await restrictions.lock(call, ann);
    expect(await restrictions.lockedBy(call)).toBe(ann);
    expect(await restrictions.lockedBy(other)).toBeUndefined();
    expect(await restrictions.standing(call, bob, "B")).toMatchObject({ lockedBy: ann });
    await restrictions.unlock(call);
    await restrictions.unlock(call);
    expect(await restrictions.lockedBy(call)).toBeUndefined();
  });

  it("[SM10] excludes a user from one call, until they are readmitted", async () => {
    const { restrictions } = await setUp();
    for (const user of [bob, ann, ann]) await restrictions.exclude(call, user, moderator);
    expect(await restrictions.excluded(call)).toEqual([ann, bob]);
    expect(await restrictions.excluded(other)).toEqual([]);
    expect(await restrictions.standing(call, ann, "A")).toEqual({
      lockedBy: undefined,
      isExcluded: true,
      isRevoked: false,
    });
    expect(await restrictions.readmit(call, ann)).toBe(true);
    expect(await restrictions.readmit(call, ann)).toBe(false);
    expect(await restrictions.excluded(call)).toEqual([bob]);
    expect(await restrictions.standing(call, ann, "A")).toMatchObject({ isExcluded: false });
  });

  it("[SM9] revokes identities in one call, until they are restored", async () => {
    const { restrictions } = await setUp();
    const many = Array.from({ length: 1_200 }, (_, index) => `identity ${index}`);
    await restrictions.revoke(call, []);
    await restrictions.revoke(call, [...many, ...many]);
    await restrictions.revoke(call, many);
    expect(await restrictions.revoked(call)).toHaveLength(1_200);
    expect(await restrictions.isRevoked(call, "identity 1199")).toBe(true);
    expect(await restrictions.isRevoked(other, "identity 1199")).toBe(false);
    expect(await restrictions.standing(call, ann, "identity 7")).toMatchObject({ isRevoked: true });
    await restrictions.restore(call, "identity 7");
    expect(await restrictions.isRevoked(call, "identity 7")).toBe(false);
    expect(await restrictions.standing(call, ann, "identity 7")).toMatchObject({
      isRevoked: false,
    });
  });

  it("[SM12] ends lock and exclusions with the call, and leaves what was revoked", async () => {
    const { restrictions, clock } = await setUp();
    await restrictions.exclude(call, ann, moderator);
    await restrictions.revoke(call, ["A"]);
    await restrictions.lock(other, moderator);
    const endedAt = clock.now();
    await clock.advance(1);
    await restrictions.lock(call, moderator);
    await restrictions.callEnded(call, endedAt);
    expect(await restrictions.excluded(call)).toEqual([]);
    expect(await restrictions.lockedBy(call)).toBe(moderator);
    await restrictions.callEnded(call);
    expect(await restrictions.lockedBy(call)).toBeUndefined();
    expect(await restrictions.revoked(call)).toEqual(["A"]);
    expect(await restrictions.lockedBy(other)).toBe(moderator);
  });

  it("[SM20] names calls that were restricted before a time, and forgets what was revoked", async () => {
    const { restrictions, clock } = await setUp();
    await restrictions.lock(call, moderator);
    await restrictions.exclude(call, ann, moderator);
    await restrictions.revoke(other, ["A"]);
    await clock.advance(10);
    await restrictions.revoke(other, ["B"]);
    expect(await restrictions.restrictedCalls(clock.now())).toEqual([call]);
    expect(await restrictions.restrictedCalls(clock.now() - 10)).toEqual([]);
    await restrictions.forgetRevokedBefore(clock.now());
    expect(await restrictions.revoked(other)).toEqual(["B"]);
    expect(await restrictions.lockedBy(call)).toBe(moderator);
  });
});
