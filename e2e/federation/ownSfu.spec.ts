import { memberIdentity, sfuRoomName } from "@confab/protocol";
import { type FederationSite, runningFederation } from "../support/federation.ts";
import { type MatrixUser, registerUser } from "../support/matrixUser.ts";
import { newSfuCaller } from "../support/sfuCaller.ts";
import { expect, test } from "../support/test.ts";
import { askGetToken, grantFrom, slotId } from "../support/tokenRequest.ts";

const { a, b, c } = runningFederation();

const identityOf = ({ userId, deviceId }: MatrixUser) =>
  memberIdentity(userId, deviceId, `${userId}:${deviceId}`);

test("room 456: everybody publishes at the own homeserver's SFU and listens at the others'", async ({
  browser,
}) => {
  const homes = [a, b, c];
  const users = await Promise.all(homes.map(({ origin }) => registerUser(origin, "caller")));
  const [first, ...others] = users;
  const roomId = (await first?.createRoom("456")) ?? "";
  for (const user of others) await user.join(roomId, a.serverName);

  const callers = await Promise.all(
    users.map(async (user, index) => {
      const home = homes[index] ?? a;
      return { user, home, browser: await newSfuCaller(browser, home.origin) };
    }),
  );
  const enter = async (caller: (typeof callers)[number], site: FederationSite) => {
    const grant = await grantFrom(askGetToken(site.serviceUrl, caller.user, roomId));
    await caller.browser.connect(site.serverName, grant);
  };

  await test.step("each makes the call's room at home and publishes there", async () => {
    for (const caller of callers) {
      await enter(caller, caller.home);
      expect(await caller.browser.publish(caller.home.serverName)).toBeUndefined();
    }
  });

  await test.step("each listens at the two others and may not publish there", async () => {
    for (const caller of callers) {
      for (const site of homes) {
        if (site === caller.home) continue;
        await enter(caller, site);
        expect(await caller.browser.publish(site.serverName)).toContain("insufficient permissions");
      }
    }
  });

  await test.step("each decodes what the two others send", async () => {
    for (const caller of callers) {
      for (const sender of callers) {
        if (sender === caller) continue;
        const seen = async () => {
          const frames = await caller.browser.framesDecoded(sender.home.serverName);
          return frames[identityOf(sender.user)] ?? 0;
        };
        await expect.poll(seen).toBeGreaterThan(30);
      }
    }
  });

  await test.step("every SFU has three participants, of whom one sends", async () => {
    for (const { user, home } of callers) {
      const participants = await home.sfu.listParticipants(sfuRoomName(roomId, slotId));
      expect(participants).toHaveLength(3);
      const sending = participants.filter(({ tracks }) => tracks.length > 0);
      expect(sending.map(({ identity }) => identity)).toEqual([identityOf(user)]);
    }
  });

  for (const caller of callers) await caller.browser.close();
});
