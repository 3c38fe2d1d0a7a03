import { describe, expect, it } from "vitest";
import { databaseUnderTest } from "../testing/databaseUnderTest.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createCallIndex } from "./callIndex.ts";

const call = { name: "digest", roomId: "!room", slotId: "m.call#ROOM" };
const alice = { identity: "a", userId: "@alice:hs", deviceId: "A" };
const bob = { identity: "b", userId: "@bob:hs", deviceId: "B" };

async function setUp() {
  const database = await databaseUnderTest();
  const clock = createManualClock();
  return { database, clock, index: createCallIndex(database, clock) };
}

describe("createCallIndex", () => {
  it("[SZ1] knows calls and identities, on every replica", async () => {
    const { database, clock, index } = await setUp();
    const other = { ...call, name: "other", slotId: "m.call#OTHER" };
    await index.remember(call, alice);
    await index.remember(call, bob);
    await index.remember(other, alice);
    const replica = createCallIndex(database, clock);
    expect(await replica.room("digest")).toEqual(call);
    expect(await replica.room("unknown")).toBeUndefined();
    const rooms = await replica.roomsOf("!room");
    expect(rooms.map(({ name }) => name).toSorted()).toEqual(["digest", "other"]);
    expect(await replica.whoIs("digest", "b")).toEqual(bob);
    expect(await replica.whoIs("other", "b")).toBeUndefined();
    expect(await replica.identitiesOf("digest")).toHaveLength(2);
    expect(await replica.identitiesOf("digest", "@bob:hs")).toEqual([bob]);
  });

  it("[SZ2] writes a device that asks again once a minute", async () => {
    const { database, clock, index } = await setUp();
    const grantedAt = async () => {
      const query = database.selectFrom("sfu_identities").select("granted_at");
      return (await query.where("identity", "=", "a").executeTakeFirstOrThrow()).granted_at;
    };
    const first = clock.now();
    await index.remember(call, alice);
    await clock.advance(59_999);
    await index.remember(call, alice);
    expect(await grantedAt()).toBe(first);
    await clock.advance(1);
    await index.remember(call, alice);
    expect(await grantedAt()).toBe(first + 60_000);
  });

  it("[SZ2] writes a call once a minute, however many people come", async () => {
    const { database, clock, index } = await setUp();
    const grantedAt = async () =>
      (await database.selectFrom("sfu_rooms").select("granted_at").executeTakeFirstOrThrow())
        .granted_at;
    const first = clock.now();
    await index.remember(call, alice);
    await clock.advance(30_000);
    await index.remember(call, bob);
    expect(await grantedAt()).toBe(first);
    await clock.advance(30_000);
    await index.remember(call, { ...bob, identity: "c" });
    expect(await grantedAt()).toBe(first + 60_000);
  });

  it("[SZ3] forgets old identities, and those of live calls not", async () => {
    const { clock, index } = await setUp();
    await index.remember(call, alice);
    await index.remember({ ...call, name: "live" }, alice);
    await clock.advance(1_000);
    await index.remember(call, bob);
    await index.forgetBefore(clock.now(), ["live"]);
    expect(await index.identitiesOf("digest")).toEqual([bob]);
    expect(await index.identitiesOf("live")).toEqual([alice]);
    await index.remember(call, alice);
    expect(await index.identitiesOf("digest")).toHaveLength(2);
  });
});
