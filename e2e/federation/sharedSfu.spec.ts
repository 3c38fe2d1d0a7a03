import { spawnSync } from "node:child_process";
import { join } from "node:path";
import {
  parseCallLink,
  parseClientDiscovery,
  parseTransports,
  sfuRoomName,
} from "@confab/protocol";
import { type FederationSite, runningFederation } from "../support/federation.ts";
import { registerUser } from "../support/matrixUser.ts";
import { expectMediaFlows } from "../support/person.ts";
import { expect, test } from "../support/test.ts";
import { slotId } from "../support/tokenRequest.ts";

const { a, b, c } = runningFederation();

/** Who is at a site's SFU in the call of a room, and how many media each of them sends. */
async function senders(site: FederationSite, roomId: string): Promise<Record<string, number>> {
  const participants = await site.sfu.listParticipants(sfuRoomName(roomId, slotId)).catch(() => []);
  return Object.fromEntries(participants.map(({ identity, tracks }) => [identity, tracks.length]));
}

test("every site names its own call service, by .well-known and by the transports endpoint", async () => {
  for (const { origin, serviceUrl } of [a, b, c]) {
    const discovery = await fetch(`${origin}/.well-known/matrix/client`);
    expect(discovery.headers.get("access-control-allow-origin")).toBe("*");
    expect(parseClientDiscovery(await discovery.json())).toEqual({
      homeserverUrl: origin,
      transports: [{ type: "livekit", serviceUrl }],
    });
    const user = await registerUser(origin, "finder");
    const offered = await user.ask("GET", "/unstable/org.matrix.msc4143/rtc/transports");
    expect(parseTransports(offered)).toEqual([{ type: "livekit", serviceUrl }]);
  }
});

test("status looks at one site like at a stack of its own", () => {
  for (const { dataDir, origin, serverName } of [a, b, c]) {
    const { status, stdout } = spawnSync(
      process.execPath,
      ["apps/cli/src/main.ts", "status", "--json", "--data", dataDir],
      { cwd: join(import.meta.dirname, "../.."), encoding: "utf8" },
    );
    expect(JSON.parse(stdout)).toMatchObject({ state: "ok", address: origin, serverName });
    expect(status).toBe(0);
  }
});

test("room 123: people of three homeservers meet at the SFU of who was there first", async ({
  invite,
}) => {
  const bob = await invite("Bob");
  const alice = await invite("Alice");
  const carol = await invite("Carol");
  await bob.createAccount(b.origin);
  await bob.newCall("123");
  await bob.join();
  const link = await bob.copyLink();
  const { roomId = "" } = parseCallLink(link) ?? {};

  for (const [person, site] of [
    [alice, a],
    [carol, c],
  ] as const) {
    await person.createAccount(site.origin);
    // The same call, in the app of one's own site.
    await person.page.goto(link.replace(b.origin, site.origin));
    await person.page.reload();
    await expect(person.page.getByRole("button", { name: "Join call" })).toBeVisible();
    await person.join();
  }
  await expectMediaFlows([alice, bob, carol]);
  for (const person of [alice, bob, carol]) await expect(person.remoteTiles).toHaveCount(2);

  await test.step("all publish at site B, nobody anywhere else", async () => {
    await expect.poll(async () => Object.values(await senders(b, roomId))).toEqual([2, 2, 2]);
    expect(await senders(a, roomId)).toEqual({});
    expect(await senders(c, roomId)).toEqual({});
  });

  await test.step("when the first one leaves, the call stays where it is", async () => {
    await bob.page.getByRole("button", { name: "Leave call" }).click();
    await expect(alice.remoteTiles).toHaveCount(1);
    const before = (await alice.received()).videoFramesDecoded;
    await expect
      .poll(async () => (await alice.received()).videoFramesDecoded)
      .toBeGreaterThan(before + 20);
    expect(Object.values(await senders(b, roomId))).toEqual([2, 2]);
  });
});
