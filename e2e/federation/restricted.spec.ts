import { legacyIdentity, sfuRoomName } from "@confab/protocol";
import * as v from "valibot";
import { runningFederation } from "../support/federation.ts";
import { createLyingHomeserver } from "../support/lyingHomeserver.ts";
import { registerUser } from "../support/matrixUser.ts";
import { withFrozen } from "../support/runningStack.ts";
import { newSfuCaller } from "../support/sfuCaller.ts";
import { expect, test } from "../support/test.ts";
import { askGetToken, askSfuGet, grantFrom, slotId } from "../support/tokenRequest.ts";

const { a, b, c } = runningFederation();

/** How long a service may wait for a homeserver that does not answer, with some time for the way. */
const verdictMs = 12_000;
/** How soon somebody who was kicked from the room has to be out of its call. */
const ejectMs = 30_000;

async function roomWithGuestOfB(name: string) {
  const alice = await registerUser(a.origin, "alice");
  const bob = await registerUser(b.origin, "bob");
  const roomId = await alice.createRoom(name);
  await bob.join(roomId, a.serverName);
  return { alice, bob, roomId, sfuRoom: sfuRoomName(roomId, slotId) };
}

test("who is not in the room gets no token at its site", async () => {
  const { bob, roomId } = await roomWithGuestOfB("For members");
  const stranger = await registerUser(c.origin, "stranger");
  for (const request of [askSfuGet, askGetToken]) {
    expect(await request(a.serviceUrl, stranger, roomId)).toMatchObject({
      status: 403,
      errcode: "M_FORBIDDEN",
    });
    expect(await request(a.serviceUrl, bob, roomId)).toMatchObject({ status: 200 });
  }
});

test("people of other homeservers make no rooms at an SFU, and delegate no leave to its service", async ({
  browser,
}) => {
  const { alice, bob, roomId, sfuRoom } = await roomWithGuestOfB("Quiet");
  const grant = await grantFrom(askSfuGet(a.serviceUrl, bob, roomId));
  expect(await a.sfu.listRooms([sfuRoom])).toEqual([]);
  const caller = await newSfuCaller(browser, b.origin);
  await expect(caller.connect("a", grant)).rejects.toThrow();
  expect(await a.sfu.listRooms([sfuRoom])).toEqual([]);

  await test.step("but enter one that is there", async () => {
    await grantFrom(askSfuGet(a.serviceUrl, alice, roomId));
    await caller.connect("a", grant);
    expect(await caller.state("a")).toBe("connected");
  });
  await caller.close();

  const delegating = { delay_id: "some-delay", delay_timeout: 8000 };
  expect(await askSfuGet(a.serviceUrl, bob, roomId, delegating)).toMatchObject({
    status: 400,
    errcode: "M_BAD_JSON",
  });
});

test("homeservers pass a token request on to each other's service, for members of the room alone", async ({
  browser,
}) => {
  const { bob, roomId, sfuRoom } = await roomWithGuestOfB("Through homeservers");
  const strange = await (await registerUser(a.origin, "alice")).createRoom("Without Bob");
  const url = `${a.origin.replace(/^http/, "ws")}/livekit/sfu`;
  const caller = await newSfuCaller(browser, b.origin);
  for (const api of ["/unstable/io.element.msc4195", "/v1"]) {
    for (const member of [
      { member_id: "member" },
      { member: { id: "member", claimed_device_id: bob.deviceId } },
    ]) {
      const askFor = (room_id: string) =>
        bob.ask("POST", `${api}/rtc/livekit/get_token`, {
          url,
          room_id,
          slot_id: slotId,
          server_name: a.serverName,
          ...member,
        });
      const { jwt } = v.parse(v.object({ jwt: v.string() }), await askFor(roomId));
      await caller.connect("a", { url, jwt });
      expect(await caller.publish("a")).toContain("permission");
      expect(await a.sfu.listRooms([sfuRoom])).toHaveLength(1);
      await expect(askFor(strange)).rejects.toMatchObject({ status: 403 });
    }
  }
  await caller.close();
});

test("a token proves only a user of the homeserver that vouches for it", async () => {
  const { alice, bob, roomId } = await roomWithGuestOfB("Who are you");

  await test.step("the token of another homeserver", async () => {
    const token = { ...(await bob.openIdToken()), matrix_server_name: c.serverName };
    expect(await askSfuGet(a.serviceUrl, bob, roomId, { openid_token: token })).toMatchObject({
      status: 401,
      errcode: "M_UNAUTHORIZED",
    });
  });
  await test.step("a homeserver that vouches for somebody else's user", async () => {
    const liar = await createLyingHomeserver(a.dataDir, alice.userId);
    const token = { ...(await bob.openIdToken()), matrix_server_name: liar.serverName };
    expect(await askSfuGet(a.serviceUrl, bob, roomId, { openid_token: token })).toMatchObject({
      status: 401,
      errcode: "M_UNAUTHORIZED",
    });
    expect(liar.asked()).toBeGreaterThan(0);
    await liar.close();
  });
});

test("who is kicked from the room is out of its call at another homeserver's SFU", async ({
  browser,
}) => {
  const { alice, bob, roomId, sfuRoom } = await roomWithGuestOfB("Out");
  await grantFrom(askSfuGet(a.serviceUrl, alice, roomId));
  const caller = await newSfuCaller(browser, b.origin);
  await caller.connect("a", await grantFrom(askSfuGet(a.serviceUrl, bob, roomId)));
  const isInside = async () => {
    const participants = await a.sfu.listParticipants(sfuRoom);
    return participants.some(
      ({ identity }) => identity === legacyIdentity(bob.userId, bob.deviceId),
    );
  };
  expect(await isInside()).toBe(true);

  const kickedAt = performance.now();
  await alice.kick(roomId, bob.userId);
  await expect.poll(isInside, { timeout: ejectMs, intervals: [100] }).toBe(false);
  const took = `${((performance.now() - kickedAt) / 1000).toFixed(1)} s`;
  test.info().annotations.push({ type: "ejected after", description: took });
  console.log(`ejected after ${took}`);
  expect(await askSfuGet(a.serviceUrl, bob, roomId)).toMatchObject({ status: 403 });
  await caller.close();
});

test("a homeserver that does not answer harms nobody but its own users", async () => {
  const { alice, bob, roomId } = await roomWithGuestOfB("Without B");
  const token = await bob.openIdToken();
  await withFrozen(
    "homeserver",
    async () => {
      const startedAt = performance.now();
      const [refused, own] = await Promise.all([
        askSfuGet(a.serviceUrl, { ...bob, openIdToken: async () => token }, roomId),
        askSfuGet(a.serviceUrl, alice, roomId).then((answer) => ({
          ...answer,
          tookMs: performance.now() - startedAt,
        })),
      ]);
      expect(refused).toMatchObject({ status: 401, errcode: "M_UNAUTHORIZED" });
      expect(performance.now() - startedAt).toBeLessThan(verdictMs);
      expect(own.status).toBe(200);
      expect(own.tookMs).toBeLessThan(2000);
    },
    b.dataDir,
  );
});
