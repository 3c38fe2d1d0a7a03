import {
  legacyIdentity,
  membershipEventType,
  membershipStateKey,
  parseDelayId,
  parseJson,
  parseSfuGrant,
} from "@confab/protocol";
import { describe, expect, inject, it } from "vitest";
import { withSfuCallers } from "../../../../e2e/contract/sfuCallers.ts";
import { newRealPerson, newRealRoom } from "../testing/realPeople.ts";
import { serverBesideStack } from "../testing/serverBesideStack.ts";

const stack = inject("stack");
const delayMs = 600_000;
const left = {};

const newCaller = withSfuCallers(stack.origin);

/** A person who is in the call of a room of their own, with a leave that the homeserver sends in ten minutes. */
async function setUp() {
  const person = await newRealPerson(stack.origin, "Grace");
  const { userId, deviceId, accessToken } = person;
  const roomId = await newRealRoom([person]);
  const key = membershipStateKey({ userId, deviceId, roomVersion: "12" });
  const path = `/rooms/${encodeURIComponent(roomId)}/state/${membershipEventType}/${encodeURIComponent(key)}`;
  const scheduled = await person.matrix("PUT", `${path}?org.matrix.msc4140.delay=${delayMs}`, left);
  const delayId = parseDelayId(scheduled.body);
  if (delayId === undefined) throw new Error("no delayed event");
  const membership = { application: "m.call", device_id: deviceId };
  expect((await person.matrix("PUT", path, membership)).status).toBe(200);
  const openIdPath = `/user/${encodeURIComponent(userId)}/openid/request_token`;
  const openIdToken = (await person.matrix("POST", openIdPath, {})).body;

  return {
    person,
    roomId,
    delayId,
    membership,
    /** The content of the membership as the homeserver has it. */
    state: async () => (await person.matrix("GET", path)).body,
    /** When the homeserver began to count the delay; undefined when the event is no more. */
    countedFrom: async (): Promise<number | undefined> => {
      const url = `${stack.homeserverUrl}/_matrix/client/unstable/org.matrix.msc4140/delayed_events`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
      const found = /"delayed_since_ts":(\d+)/.exec(await answer.text())?.[1];
      return found === undefined ? undefined : Number(found);
    },
    /** As Element Call does. `delayTimeoutMs`: what we are told. */
    delegate: async (origin: string, delayTimeoutMs: number): Promise<void> => {
      const answer = await fetch(`${origin}/livekit/jwt/delegate_delayed_leave`, {
        method: "POST",
        body: JSON.stringify({
          room_id: roomId,
          slot_id: "m.call#ROOM",
          openid_token: openIdToken,
          member: { id: "member", claimed_user_id: userId, claimed_device_id: deviceId },
          delay_id: delayId,
          delay_timeout: delayTimeoutMs,
        }),
      });
      expect([answer.status, parseJson(await answer.text())]).toEqual([200, {}]);
    },
    /** As newer clients do: through the homeserver. */
    delegateThroughHomeserver: async (): Promise<void> => {
      const path = "/_matrix/client/unstable/io.element.msc4195/rtc/livekit/delegate_delayed_leave";
      const answer = await fetch(stack.origin + path, {
        method: "POST",
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
        body: JSON.stringify({
          url: `${stack.origin.replace(/^http/, "ws")}/livekit/sfu`,
          room_id: roomId,
          slot_id: "m.call#ROOM",
          member: { id: "member", claimed_device_id: deviceId },
          delay_id: delayId,
        }),
      });
      expect([answer.status, parseJson(await answer.text())]).toEqual([200, {}]);
    },
    /** Joins at the SFU with a token of `/sfu/get`, with media. */
    join: async () => {
      const token = await person.askToken(roomId);
      const grant = parseSfuGrant(token.body, Date.now());
      if (grant === undefined) throw new Error(`no token: status ${token.status}`);
      expect(grant.identity).toBe(legacyIdentity(userId, deviceId));
      const caller = await newCaller();
      await caller.connect("call", grant);
      return { caller, grant };
    },
  };
}

describe("a delegated leave", () => {
  it("[SJ2] is restarted for a device that joined as old clients do, and [SJ6] sent when it vanishes", async () => {
    const { join, delegate, state, countedFrom, membership } = await setUp();
    const scheduledAt = await countedFrom();
    const { caller } = await join();
    await delegate(stack.origin, delayMs);
    await expect.poll(countedFrom, { timeout: 5_000 }).toBeGreaterThan(scheduledAt ?? Infinity);
    expect(await state()).toEqual(membership);
    // The page is gone without a word.
    await caller.page.goto("about:blank");
    await expect.poll(state, { timeout: 25_000 }).toEqual(left);
    expect(await countedFrom()).toBeUndefined();
  });

  it("[SJ6] is not sent while the device connects anew", async () => {
    const { join, delegateThroughHomeserver, state, countedFrom, membership } = await setUp();
    const scheduledAt = await countedFrom();
    const { caller, grant } = await join();
    await delegateThroughHomeserver();
    await expect.poll(countedFrom, { timeout: 5_000 }).toBeGreaterThan(scheduledAt ?? Infinity);
    // Goodbye and back, as livekit-client does it when a connection is beyond repair.
    await caller.page.evaluate(async () => {
      await globalThis.sfuConnections.get("call")?.disconnect();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await caller.connect("again", grant);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await state()).toEqual(membership);
    await caller.page.evaluate(() => globalThis.sfuConnections.get("again")?.disconnect());
    await expect.poll(state, { timeout: 10_000 }).toEqual(left);
  });

  it(
    "[SJ12] survives a server that is killed, and is sent for who left meanwhile",
    { timeout: 90_000 },
    async () => {
      const { join, delegate, delayId, state, countedFrom } = await setUp();
      const server = await serverBesideStack(stack, { delegation: { checkIntervalMs: 1_000 } });
      await server.start();
      const scheduledAt = await countedFrom();
      const { caller } = await join();
      await delegate(server.origin, delayMs);
      await expect.poll(countedFrom, { timeout: 5_000 }).toBeGreaterThan(scheduledAt ?? Infinity);
      await server.kill();
      await caller.close();
      await server.start();
      // Whatever it was busy with when it was killed is free after half a minute.
      await expect.poll(state, { timeout: 60_000 }).toEqual(left);
      await expect.poll(() => server.output()).toContain('"end":"sent"');
      expect(server.output()).not.toContain(delayId);
    },
  );
});
