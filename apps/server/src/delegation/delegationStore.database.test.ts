import { describe, expect, inject, it } from "vitest";
import type { Database } from "../storage/database.ts";
import { databaseUnderTest, newDatabase } from "../testing/databaseUnderTest.ts";
import { connected, inSeconds, sending, waiting } from "../testing/delegatedLeaves.ts";
import { createDelegationStore, type NewLeave } from "./delegationStore.ts";
import type { LeaveJob } from "./leaveJob.ts";
import type { StoredLeave } from "./storedLeave.ts";

const onPostgres = inject("postgresUrl") !== undefined;

async function storeUnderTest(database?: Database) {
  return createDelegationStore(database ?? (await databaseUnderTest()), { lockRows: onPostgres });
}

function newLeave(name: string, changes: Partial<NewLeave> = {}): NewLeave {
  return {
    room: "room",
    userId: "@u:hs",
    deviceId: name,
    generation: `generation-of-${name}`,
    identities: [name, `${name}-again`],
    encryptedDelayId: "secret",
    asAppService: false,
    ...changes,
  };
}

async function claimOne(store: Awaited<ReturnType<typeof storeUnderTest>>, lease = "mine") {
  const [leave] = await store.claim(inSeconds(1_000), inSeconds(2_000), lease, 1);
  if (leave === undefined) throw new Error("nothing to claim");
  return leave;
}

describe("createDelegationStore", () => {
  it("[SJ12] keeps a leave as it is, whatever its state", async () => {
    const store = await storeUnderTest();
    const jobs: readonly LeaveJob[] = [
      waiting,
      { ...waiting, missing: "lost", looks: 3 },
      connected,
      { ...connected, lookAt: undefined, failures: 2 },
      { ...connected, missing: "left", looks: 4, silentSince: inSeconds(7) },
      { ...sending, failures: 5 },
    ];
    for (const job of jobs) {
      await store.add(newLeave("a", { asAppService: job.phase === "sending" }), job);
      const [leave] = await store.ofIdentity("room", "a-again");
      expect(leave).toMatchObject({
        room: "room",
        userId: "@u:hs",
        deviceId: "a",
        encryptedDelayId: "secret",
        asAppService: job.phase === "sending",
        lease: null,
      });
      expect(leave?.job).toEqual(job);
      expect(await store.countByPhase()).toEqual(new Map([[job.phase, 1]]));
    }
  });

  it("[SJ1] replaces the leave of a device, its names included", async () => {
    const store = await storeUnderTest();
    await store.add(newLeave("a"), connected);
    const old = await claimOne(store);
    await store.add(newLeave("a", { generation: "newer", identities: ["b"] }), waiting);
    expect(await store.save(old, sending, "release")).toBe(false);
    expect(await store.remove(old)).toBe(false);
    expect(await store.reread(old)).toBeUndefined();
    expect(await store.ofIdentity("room", "a")).toEqual([]);
    const [newer] = await store.ofIdentity("room", "b");
    expect(newer).toMatchObject({ generation: "newer", lease: null, job: waiting });
    expect(await store.ofRoom("room")).toHaveLength(1);
  });

  it("[SJ1] keeps one leave of a device that hands over several at the same time", async () => {
    const store = await storeUnderTest();
    const generations = Array.from({ length: 8 }, (_, index) => `generation-${index}`);
    await Promise.all(
      generations.map((generation) =>
        store.add(newLeave("a", { generation, identities: [generation] }), waiting),
      ),
    );
    const leaves = await store.ofRoom("room");
    expect(leaves).toHaveLength(1);
    const names = await store.identities(leaves);
    const { generation } = leaves[0] ?? { generation: "" };
    expect(names).toEqual(new Map([[generation, [generation]]]));
  });

  it("[SJ1] tells devices of different users apart that are written the same way", async () => {
    const store = await storeUnderTest();
    const identities = ["@u:hs:1:D"];
    await store.add(newLeave("D", { userId: "@u:hs:1", generation: "one", identities }), connected);
    await store.add(newLeave("1:D", { generation: "two", identities }), connected);
    const found = await store.ofIdentity("room", "@u:hs:1:D");
    expect(found.map(({ generation }) => generation).toSorted()).toEqual(["one", "two"]);
  });

  it("[SJ13] gives what is due to one only, the longest overdue first", async () => {
    const store = await storeUnderTest();
    await store.add(newLeave("later"), { ...connected, lookAt: inSeconds(20) });
    await store.add(newLeave("sooner"), { ...connected, lookAt: inSeconds(10) });
    await store.add(newLeave("not-yet"), { ...connected, lookAt: inSeconds(60) });
    const claim = (seconds: number, lease: string) =>
      store.claim(inSeconds(seconds), inSeconds(seconds + 30), lease, 1);
    const names = (leaves: readonly StoredLeave[]) => leaves.map(({ deviceId }) => deviceId);
    expect(await store.nextAt()).toBe(inSeconds(10));
    expect(names(await claim(30, "a"))).toEqual(["sooner"]);
    expect(names(await claim(30, "b"))).toEqual(["later"]);
    expect(await claim(30, "c")).toEqual([]);
    expect(await store.nextAt()).toBe(inSeconds(60));
  });

  it("[SJ13] gives it to another after the lease, and nothing to write to the first", async () => {
    const store = await storeUnderTest();
    await store.add(newLeave("a"), connected);
    const [first] = await store.claim(inSeconds(30), inSeconds(60), "first", 10);
    const [second] = await store.claim(inSeconds(60), inSeconds(90), "second", 10);
    if (first === undefined || second === undefined) throw new Error("not claimed");
    expect(await store.save(first, sending, "release")).toBe(false);
    expect(await store.remove(first)).toBe(false);
    expect((await store.reread(first))?.lease).toBe("second");
    expect(await store.remove(second)).toBe(true);
    expect(await store.ofRoom("room")).toEqual([]);
  });

  it("[SJ13] leaves a claim alone when the SFU tells something meanwhile", async () => {
    const store = await storeUnderTest();
    await store.add(newLeave("a"), connected);
    const claimed = await claimOne(store);
    expect(await store.save(claimed, { ...connected, missing: "left" }, "keep")).toBe(true);
    expect(await store.claim(inSeconds(1_500), inSeconds(3_000), "other", 10)).toEqual([]);
    expect(await store.save(claimed, sending, "release")).toBe(false);
    const now = await store.reread(claimed);
    expect(now).toMatchObject({ lease: "mine", nextAt: inSeconds(2_000) });
  });

  it("[SJ13] gives every leave to exactly one of two replicas that claim together", async () => {
    const options = await newDatabase();
    const database = await databaseUnderTest(options);
    const stores = await Promise.all([
      storeUnderTest(database),
      storeUnderTest(onPostgres ? await databaseUnderTest(options) : database),
    ]);
    const [first] = stores;
    for (let index = 0; index < 200; index += 1) {
      await first?.add(newLeave(`device-${index}`), connected);
    }
    const claimed: string[] = [];
    const claimAll = async (name: string, store: (typeof stores)[number]) => {
      for (let turn = 0; ; turn += 1) {
        const lease = `${name}-${turn}`;
        const leaves = await store.claim(inSeconds(1_000), inSeconds(2_000), lease, 7);
        if (leaves.length === 0) return;
        claimed.push(...leaves.map(({ deviceId }) => deviceId));
      }
    };
    await Promise.all(stores.map((store, index) => claimAll(String(index), store)));
    expect(claimed).toHaveLength(200);
    expect(new Set(claimed).size).toBe(200);
  });

  it("[SJ11] removes what is over, and nothing else", async () => {
    const store = await storeUnderTest();
    await store.add(newLeave("over"), connected);
    await store.add(newLeave("restarted"), { ...connected, countedFrom: inSeconds(1) });
    await store.add(newLeave("sending"), { ...sending, sendUntil: inSeconds(200) });
    expect(await store.removeExpired(inSeconds(100))).toBe(1);
    const left = (await store.ofRoom("room")).map(({ deviceId }) => deviceId);
    expect(left.toSorted()).toEqual(["restarted", "sending"]);
    expect(await store.ofIdentity("room", "over")).toEqual([]);
  });
});
