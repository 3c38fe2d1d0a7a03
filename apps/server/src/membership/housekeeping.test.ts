import { describe, expect, it } from "vitest";
import { createDeliveries } from "../storage/deliveries.ts";
import { ann, bob, membershipUnderTest } from "../testing/membershipUnderTest.ts";
import { createDatabaseRestrictions } from "./databaseRestrictions.ts";
import { createHousekeeping } from "./housekeeping.ts";

const minute = 60_000;

async function setUp() {
  const under = await membershipUnderTest();
  const restrictions = createDatabaseRestrictions(under.database, under.clock);
  return { ...under, restrictions, clean: createHousekeeping(under, restrictions) };
}

describe("housekeeping", () => {
  it("[SM20] forgets a revocation when no token of the identity can be good any more", async () => {
    const { call, clean, clock, restrictions } = await setUp();
    await restrictions.revoke(call.name, ["A"]);
    await clock.advance(75 * minute);
    await clean();
    expect(await restrictions.isRevoked(call.name, "A")).toBe(true);
    await clock.advance(1);
    await clean();
    expect(await restrictions.isRevoked(call.name, "A")).toBe(false);
  });

  it("[SM20] forgets identities a quarter of an hour after their call and their token have ended", async () => {
    const { call, calls, clean, clock, enter, fakeSfu } = await setUp();
    await enter(ann);
    await clean();
    await clock.advance(120 * minute);
    await clean();
    expect(await calls.identitiesOf(call.name)).toHaveLength(1);
    fakeSfu.rooms.delete(call.name);
    await clock.advance(15 * minute);
    await clean();
    expect(await calls.identitiesOf(call.name)).toHaveLength(1);
    await clock.advance(1);
    await clean();
    expect(await calls.identitiesOf(call.name)).toHaveLength(0);
  });

  it("[SM20] forgets no identity before it knows which calls have just ended", async () => {
    const { call, calls, clock, enter, fakeSfu, ...under } = await setUp();
    await enter(ann);
    fakeSfu.rooms.delete(call.name);
    await clock.advance(120 * minute);
    const restarted = createHousekeeping({ ...under, calls, clock }, under.restrictions);
    await restarted();
    expect(await calls.identitiesOf(call.name)).toHaveLength(1);
  });

  it("[SM12] ends the lock of a call whose end nobody told us, and of no other", async () => {
    const { call, clean, clock, enter, fakeSfu, restrictions } = await setUp();
    await enter(ann);
    await restrictions.lock(call.name, ann);
    await restrictions.exclude(call.name, bob, ann);
    await clock.advance(5 * minute);
    await clean();
    expect(await restrictions.lockedBy(call.name)).toBe(ann);
    fakeSfu.rooms.delete(call.name);
    await clean();
    expect(await restrictions.lockedBy(call.name)).toBeUndefined();
    expect(await restrictions.excluded(call.name)).toEqual([]);
  });

  it("[SM20] forgets what was delivered two hours ago", async () => {
    const { clean, clock, database } = await setUp();
    const deliveries = createDeliveries(database, clock);
    await deliveries.markTaken("sfu", "1");
    await clock.advance(120 * minute);
    await clean();
    expect(await deliveries.isTaken("sfu", "1")).toBe(true);
    await clock.advance(1);
    await clean();
    expect(await deliveries.isTaken("sfu", "1")).toBe(false);
  });

  it("[SM20] forgets nothing when the SFU does not say which calls it has", async () => {
    const { call, clean, clock, fakeSfu, restrictions } = await setUp();
    await restrictions.lock(call.name, ann);
    await clock.advance(600 * minute);
    fakeSfu.override = () => ({ status: 500 });
    await expect(clean()).rejects.toThrow(/500/);
    expect(await restrictions.lockedBy(call.name)).toBe(ann);
  });
});
