import { describe, expect, it } from "vitest";
import { databaseUnderTest } from "../testing/databaseUnderTest.ts";
import { atSecond, connected, inSeconds } from "../testing/delegatedLeaves.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createDelegationStore } from "./delegationStore.ts";
import { createLeaveChanges } from "./leaveChanges.ts";

/** A connected leave that somebody has claimed at second 30, as it was read before that and as it is now. */
async function claimedLeave() {
  const store = createDelegationStore(await databaseUnderTest(), { lockRows: false });
  const clock = createManualClock(inSeconds(30));
  const changes = createLeaveChanges({ store, clock, context: () => atSecond(30) });
  await store.add(
    {
      room: "room",
      userId: "@u:hs",
      deviceId: "D",
      generation: "generation",
      identities: ["a"],
      encryptedDelayId: "",
      asAppService: false,
    },
    connected,
  );
  const [before] = await store.ofRoom("room");
  const [claimed] = await store.claim(inSeconds(30), inSeconds(60), "lease", 1);
  if (before === undefined || claimed === undefined) throw new Error("no leave");
  return { store, clock, changes, before, claimed };
}

describe("createLeaveChanges", () => {
  it("[SJ13] keeps what is told while somebody is busy, and its claim", async () => {
    const { store, changes, before } = await claimedLeave();
    await changes.tell(before, { kind: "left", reason: "lost" });
    expect(await store.reread(before)).toMatchObject({
      lease: "lease",
      nextAt: inSeconds(60),
      job: { missing: "lost", lookAt: inSeconds(32) },
    });
  });

  it("[SJ6] does not let an earlier look hide a goodbye that came meanwhile", async () => {
    const { store, changes, claimed } = await claimedLeave();
    await changes.tell(claimed, { kind: "left", reason: "left" });
    await changes.finish(claimed, { kind: "found" });
    expect(await store.reread(claimed)).toMatchObject({
      lease: null,
      nextAt: inSeconds(32),
      job: { missing: "left", lookAt: inSeconds(32) },
    });
  });

  it("[SJ6] notes a restart that was under way when the goodbye came", async () => {
    const { store, changes, claimed } = await claimedLeave();
    await changes.tell(claimed, { kind: "left", reason: "left" });
    await changes.finish(claimed, { kind: "restarted", askedAt: inSeconds(30) });
    expect(await store.reread(claimed)).toMatchObject({
      nextAt: inSeconds(32),
      job: { missing: "left", countedFrom: inSeconds(30) },
    });
  });

  it("[SJ9] removes what has ended, although something was told meanwhile", async () => {
    const { store, changes, claimed } = await claimedLeave();
    await changes.tell(claimed, { kind: "left", reason: "left" });
    expect(await changes.finish(claimed, { kind: "gone" })).toEqual({ ended: "gone" });
    expect(await store.ofRoom("room")).toEqual([]);
  });

  it("[SJ13] writes nothing once another has claimed it", async () => {
    const { store, changes, claimed } = await claimedLeave();
    const [other] = await store.claim(inSeconds(60), inSeconds(90), "other", 1);
    expect(await changes.finish(claimed, { kind: "gone" })).toBeUndefined();
    expect(await changes.finish(claimed, { kind: "absent" })).toBeUndefined();
    expect(await store.reread(claimed)).toEqual(other);
  });

  it("[SJ13] makes it due at once for others when whoever was busy has died", async () => {
    const { store, clock, changes, claimed } = await claimedLeave();
    await clock.advance(31_000);
    await changes.tell(claimed, { kind: "left", reason: "removed" });
    expect(await store.nextAt()).toBe(inSeconds(30));
  });
});
