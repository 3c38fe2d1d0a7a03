import { membershipEventType, parseCallLink, parseCallPage } from "@confab/protocol";
import * as v from "valibot";
import { type Cluster, startCluster } from "../support/cluster.ts";
import { type MatrixUser, registerUser } from "../support/matrixUser.ts";
import { mediaPort } from "../support/mediaStats.ts";
import { expectMediaFlows, type Person } from "../support/person.ts";
import { newSfuCaller } from "../support/sfuCaller.ts";
import { expect, test } from "../support/test.ts";
import { askSfuGet, grantFrom } from "../support/tokenRequest.ts";

/** Goals, in milliseconds from the kill. */
const mediaBackMs = 30_000;
const leaveSentMs = 60_000;

const hour = 3_600_000;
const delayedEvents = v.object({
  delayed_events: v.array(v.looseObject({ delay_id: v.string(), delayed_since_ts: v.number() })),
});
const timeline = v.object({
  chunk: v.array(
    v.object({
      type: v.string(),
      sender: v.string(),
      content: v.looseObject({ foci_preferred: v.optional(v.unknown()) }),
    }),
  ),
});

let cluster: Cluster;

test.beforeAll(async () => {
  cluster = await startCluster();
});
test.afterAll(async () => {
  await cluster.stop();
});

/** When the homeserver was last told to wait for the whole delay, by its clock. */
async function lastRestart(user: MatrixUser, delayId: string): Promise<number> {
  const answer = await user.ask("GET", "/unstable/org.matrix.msc4140/delayed_events");
  const found = v.parse(delayedEvents, answer).delayed_events;
  return found.find((event) => event.delay_id === delayId)?.delayed_since_ts ?? 0;
}

/** Leaves of the user's device in the room's timeline. */
async function leavesOf(user: MatrixUser, roomId: string): Promise<number> {
  const path = `/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=100`;
  const { chunk } = v.parse(timeline, await user.ask("GET", path));
  return chunk.filter(
    ({ type, sender, content }) =>
      type === membershipEventType &&
      sender === user.userId &&
      content.foci_preferred === undefined,
  ).length;
}

async function callsOf(user: MatrixUser, roomId: string) {
  const { access_token: token } = await user.openIdToken();
  const url = `${cluster.origin}/api/v1/rooms/${encodeURIComponent(roomId)}/calls`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const page = parseCallPage(await response.json());
  if (page === undefined) throw new Error(`no calls: ${response.status}`);
  return page.calls;
}

/** Resolves with the milliseconds from `since` until the person decodes pictures again. */
async function mediaBack(person: Person, since: number): Promise<number> {
  await expect
    .poll(
      async () => {
        const before = (await person.received()).videoFramesDecoded;
        await person.page.waitForTimeout(300);
        return (await person.received()).videoFramesDecoded - before;
      },
      { message: `${person.name} sees again`, timeout: mediaBackMs, intervals: [100] },
    )
    .toBeGreaterThan(2);
  return performance.now() - since;
}

test("a call outlives its SFU node and the replica of the server in use", async ({
  browser,
  invite,
}) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  await alice.createAccount(cluster.origin);
  await alice.newCall("Twice over");
  await alice.join();
  const link = await alice.copyLink();
  await bob.openLinkAsGuest(link);
  await bob.join();
  await expectMediaFlows([alice, bob]);
  const { roomId = "" } = parseCallLink(link) ?? {};

  const dora = await registerUser(cluster.origin, "dora");
  const caller = await newSfuCaller(browser, cluster.origin);
  let delayId = "";
  await test.step("a third one delegates her leave", async () => {
    await dora.join(roomId, cluster.serverName);
    delayId = await dora.announce(roomId, hour);
    const registeredAt = await lastRestart(dora, delayId);
    const delegation = { delay_id: delayId, delay_timeout: hour };
    const serviceUrl = `${cluster.origin}/livekit/jwt`;
    await caller.connect("sfu", await grantFrom(askSfuGet(serviceUrl, dora, roomId, delegation)));
    await expect.poll(() => lastRestart(dora, delayId)).toBeGreaterThan(registeredAt);
  });

  const port = await mediaPort(alice.page);
  const holder = cluster.nodes.find(({ mediaPorts }) => mediaPorts.includes(port));
  const [inUse] = cluster.nodes;
  if (holder === undefined) throw new Error(`no node has port ${port}`);
  const killedAt = performance.now();
  process.kill(holder.sfuPid, "SIGKILL");
  process.kill(inUse.serverPid, "SIGKILL");
  // Whoever has delegated her leave vanishes at the same moment, and never comes back.
  await caller.close();

  const [aliceBack, bobBack] = await Promise.all([
    mediaBack(alice, killedAt),
    mediaBack(bob, killedAt),
  ]);
  expect(await mediaPort(alice.page)).not.toBe(port);
  await expect(alice.page.locator("html")).toHaveAttribute("data-call-phase", "joined");

  await expect
    .poll(() => leavesOf(dora, roomId), { message: "the leave is sent", timeout: leaveSentMs })
    .toBe(1);
  const leaveSent = performance.now() - killedAt;
  expect(await dora.membership(roomId)).toEqual({});

  await test.step("the record of the call is one, and complete", async () => {
    for (const person of [alice, bob]) {
      await person.page.getByRole("button", { name: "Leave call" }).click();
    }
    const status = async () => (await callsOf(dora, roomId)).map((call) => call.status);
    await expect.poll(status, { timeout: 45_000 }).toEqual(["ended"]);
    const [call] = await callsOf(dora, roomId);
    const people = new Set(call?.participations.map(({ userId }) => userId));
    expect(people.size).toBe(3);
    expect(people).toContain(dora.userId);
    expect(call?.participations.every(({ leftAt }) => leftAt !== null)).toBe(true);
    const doras = call?.participations.filter(({ userId }) => userId === dora.userId);
    expect(doras).toHaveLength(1);
  });
  expect(await leavesOf(dora, roomId)).toBe(1);

  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const measured = {
    "media back": `${seconds(aliceBack)} and ${seconds(bobBack)}`,
    "leave sent": seconds(leaveSent),
  };
  for (const [type, description] of Object.entries(measured)) {
    test.info().annotations.push({ type, description });
    console.log(`${type} after ${description}`);
  }
});
