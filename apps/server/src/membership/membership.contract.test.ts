import { parseSfuGrant } from "@confab/protocol";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { withSfuCallers } from "../../../../e2e/contract/sfuCallers.ts";
import { createAccessTokenSigner } from "../sfu/accessToken.ts";
import { realBackend } from "../testing/realBackend.ts";
import { newRealPerson, newRealRoom, type RealPerson } from "../testing/realPeople.ts";
import { systemClock } from "../time/clock.ts";
import { createMembership } from "./createMembership.ts";

const stack = inject("stack");
const directly = stack.sfuUrl.replace(/^http/, "ws");
/** From the kick to the end of the connection, with push. Milliseconds. */
const pushedWithinMs = 5_000;

const newCaller = withSfuCallers(stack.origin);

/** A moderator and a member of one room, and the member in its call. */
async function setUp() {
  const [moderator, member] = [
    await newRealPerson(stack.origin, "Moderator"),
    await newRealPerson(stack.origin, "Member"),
  ];
  const roomId = await newRealRoom([moderator, member]);
  const grant = await grantFor(member, roomId);
  const caller = await newCaller();
  await caller.connect("call", grant);
  const { sfu } = await realBackend(stack);
  const participants = async () =>
    (await sfu.participants(grant.room)).map(({ identity }) => identity);
  expect(await participants()).toEqual([grant.identity]);
  const room = `/rooms/${encodeURIComponent(roomId)}`;
  const change = async (person: RealPerson, action: string, body: object = {}) => {
    expect((await person.matrix("POST", `${room}/${action}`, body)).status).toBe(200);
  };
  return { moderator, member, roomId, grant, caller, participants, change };
}

async function grantFor(person: RealPerson, roomId: string) {
  const { status, body } = await person.askToken(roomId);
  expect(status).toBe(200);
  const grant = parseSfuGrant(body, Date.now());
  if (grant === undefined) throw new Error("not a grant");
  return grant;
}

describe("somebody who is kicked, with Synapse and LiveKit", () => {
  it("[SM6] is out at once, and [SM14] [SM8] stays out with the stored token", async () => {
    const { moderator, member, roomId, grant, caller, participants, change } = await setUp();
    await change(moderator, "kick", { user_id: member.userId });
    await expect.poll(participants, { timeout: pushedWithinMs, interval: 20 }).toEqual([]);
    await expect.poll(() => caller.state("call")).toBe("disconnected");

    expect(await member.askToken(roomId)).toMatchObject({ status: 403 });
    const validate = `${stack.origin}/livekit/sfu/rtc/validate?access_token=${grant.jwt}`;
    expect((await fetch(validate)).status).toBe(401);
    await expect(caller.connect("again", grant)).rejects.toThrow(/not accepted/);

    // Thrown out as soon as the media connection stands, so that the client may wait in vain for it.
    caller.connect("directly", { ...grant, url: directly }).catch(() => {});
    await expect.poll(participants, { timeout: 5_000, interval: 10 }).toEqual([grant.identity]);
    await expect.poll(participants, { timeout: pushedWithinMs, interval: 20 }).toEqual([]);
    await expect.poll(() => caller.state("directly")).not.toBe("connected");
  });

  it("[SM9] comes back with a new token when invited again", async () => {
    const { moderator, member, roomId, caller, participants, change } = await setUp();
    await change(moderator, "kick", { user_id: member.userId });
    await expect.poll(participants, { timeout: pushedWithinMs }).toEqual([]);
    await change(moderator, "invite", { user_id: member.userId });
    await change(member, "join");
    const grant = await grantFor(member, roomId);
    await caller.connect("again", grant);
    // Long enough for the webhook that would throw them out.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await caller.state("again")).toBe("connected");
    expect(await participants()).toEqual([grant.identity]);
  });
});

describe.each(["ban", "leave"])("somebody upon a %s", (action) => {
  it("[SM6] is out at once, and gets no token", async () => {
    const { moderator, member, roomId, participants, change } = await setUp();
    if (action === "ban") await change(moderator, "ban", { user_id: member.userId });
    else await change(member, "leave");
    await expect.poll(participants, { timeout: pushedWithinMs }).toEqual([]);
    expect(await member.askToken(roomId)).toMatchObject({ status: 403 });
  });
});

describe("comparing, with Synapse and LiveKit", () => {
  const intervalMs = 1_000;

  /** A call that only a server of the test's own knows, which hears of nothing by itself. */
  async function setUpAlone(options: Parameters<typeof realBackend>[1] = {}) {
    const backend = await realBackend(stack, { membership: { intervalMs }, ...options });
    const membership = createMembership(backend);
    onTestFinished(() => membership.stop());
    const [owner, member] = [
      await newRealPerson(stack.origin, "Owner"),
      await newRealPerson(stack.origin, "Member"),
    ];
    const roomId = await newRealRoom([owner, member]);
    const call = { name: `contract-${crypto.randomUUID()}`, roomId, slotId: "slot" };
    await backend.sfu.create(call.name);
    const sign = createAccessTokenSigner(stack, systemClock);
    for (const { userId, deviceId } of [owner, member]) {
      const video = { roomJoin: true, room: call.name, canPublish: true, canSubscribe: true };
      await backend.calls.remember(call, { identity: userId, userId, deviceId });
      const jwt = sign({ identity: userId, video, lifetimeSeconds: 600 });
      const socket = new WebSocket(`${directly}/rtc?access_token=${jwt}&protocol=15`);
      onTestFinished(() => {
        socket.close();
      });
      await new Promise((resolve) => {
        socket.addEventListener("message", resolve, { once: true });
      });
    }
    const participants = async () =>
      (await backend.sfu.participants(call.name)).map(({ identity }) => identity).sort();
    expect(await participants()).toEqual([owner.userId, member.userId].sort());
    return { ...backend, membership, owner, member, roomId, participants };
  }

  it.each(["auto", "joined_members"] as const)(
    "[SM7] finds who was kicked within the interval, without push (%s)",
    async (check) => {
      const { membership, owner, member, roomId, participants } = await setUpAlone({
        membership: { intervalMs, check },
      });
      membership.start();
      await new Promise((resolve) => setTimeout(resolve, 2 * intervalMs));
      expect(await participants()).toHaveLength(2);
      const room = `/rooms/${encodeURIComponent(roomId)}`;
      await owner.matrix("POST", `${room}/kick`, { user_id: member.userId });
      await expect.poll(participants, { timeout: 3 * intervalMs }).toEqual([owner.userId]);

      // The last of our homeserver, which then cannot say who is in the room.
      await owner.matrix("POST", `${room}/leave`, {});
      await expect.poll(participants, { timeout: 3 * intervalMs }).toEqual([]);
    },
  );

  it("[SM17] throws nobody out while the homeserver is down", async () => {
    const { membership, owner, member, roomId, participants } = await setUpAlone({
      homeserverUrl: "http://127.0.0.1:9",
    });
    membership.start();
    const room = `/rooms/${encodeURIComponent(roomId)}`;
    await owner.matrix("POST", `${room}/kick`, { user_id: member.userId });
    await new Promise((resolve) => setTimeout(resolve, 3 * intervalMs));
    expect(await participants()).toHaveLength(2);
  });
});

describe.each(["auto", "is_joined", "joined_members"] as const)(
  "AppServiceApi with Synapse, check %s",
  (check) => {
    it("[SM1] knows who is joined, was kicked, was never there, and whose room it is not", async () => {
      const { appService: api } = await realBackend(stack, { membership: { check } });
      if (api === undefined) throw new Error("no application service");
      const [owner, member, other] = await Promise.all(
        ["Owner", "Member", "Other"].map((name) => newRealPerson(stack.origin, name)),
      );
      if (owner === undefined || member === undefined || other === undefined)
        throw new Error("three people were expected");
      const roomId = await newRealRoom([owner, member]);
      const known = (value: boolean) => ({ known: true, value });
      expect(await api.isJoined(roomId, owner.userId)).toEqual(known(true));
      expect(await api.isJoined(roomId, member.userId)).toEqual(known(true));
      expect(await api.isJoined(roomId, other.userId)).toEqual(known(false));
      expect(await api.isJoined(roomId, "@nobody:other.org")).toEqual(known(false));
      expect(await api.isServerJoined(roomId, stack.serverName)).toEqual(known(true));
      expect(await api.isServerJoined(roomId, "other.org")).toEqual(known(false));
      expect(await api.joinedMembers(roomId)).toEqual({
        known: true,
        value: new Set([owner.userId, member.userId]),
      });

      const room = `/rooms/${encodeURIComponent(roomId)}`;
      await owner.matrix("POST", `${room}/kick`, { user_id: member.userId });
      api.forget(roomId, member.userId);
      expect(await api.isJoined(roomId, member.userId)).toEqual(known(false));

      const nowhere = "!nowhere:example.org";
      expect(await api.isJoined(nowhere, owner.userId)).toEqual(known(false));
      expect(await api.isJoined(nowhere, "@nobody:other.org")).toEqual({ known: false });
      expect(await api.joinedMembers(nowhere)).toEqual({ known: false });
    });
  },
);
