import { type ModeratorApi, moderatorApi } from "../support/moderatorApi.ts";
import { expectMediaFlows, type Person } from "../support/person.ts";
import { runningStack } from "../support/runningStack.ts";
import { expect, test } from "../support/test.ts";

/** Alice, who made the call and may moderate it, and Bob, who may not. Both are in it. */
async function moderatedCall(alice: Person, bob: Person) {
  await alice.createAccount(runningStack().origin);
  await alice.newCall("All hands");
  await alice.join();
  const link = await alice.copyLink();
  await bob.openLinkAsGuest(link);
  await bob.join();
  await expect(alice.remoteTiles).toHaveCount(1);
  return {
    link,
    moderator: await moderatorApi(alice, link),
    member: await moderatorApi(bob, link),
  };
}

const pathOf = ({ userId }: ModeratorApi) => `/call/participants/${encodeURIComponent(userId)}`;

const done = { status: 204 };

test("a moderator mutes somebody, who sees it and can undo it", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  const { moderator, member } = await moderatedCall(alice, bob);
  await expectMediaFlows([alice, bob]);
  const mutedAtAlice = alice.tile("Bob").getByText("Microphone off");
  const mute = `${pathOf(member)}/mute`;

  expect(await member.ask("POST", `${pathOf(moderator)}/mute`)).toMatchObject({ status: 403 });
  expect(await moderator.ask("POST", mute)).toEqual({ status: 200, body: { muted: 1 } });
  await expect(mutedAtAlice).toHaveCount(1);
  await expect(bob.page.getByText("A moderator has muted you").first()).toBeVisible();
  await expect(bob.tile("Bob").getByText("Microphone off")).toHaveCount(1);

  await bob.toggle("Microphone");
  await expect(mutedAtAlice).toHaveCount(0);
  await expect(bob.page.getByText("A moderator has muted you")).toHaveCount(0);

  const camera = { sources: ["camera"] };
  expect(await moderator.ask("POST", mute, camera)).toMatchObject({ body: { muted: 1 } });
  await expect(alice.tile("Bob").locator("video")).toBeHidden();
  await bob.toggle("Camera");
  await expect(alice.tile("Bob").locator("video")).toBeVisible();
});

test("a moderator takes somebody out, who is told so and cannot come back", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  const { link, moderator, member } = await moderatedCall(alice, bob);

  expect(await member.ask("DELETE", pathOf(moderator))).toMatchObject({ status: 403 });
  expect(await moderator.ask("DELETE", pathOf(member))).toMatchObject(done);
  await expect(alice.remoteTiles).toHaveCount(0);
  const told = bob.page.getByRole("alert").filter({ hasText: "You were removed from the call" });
  await expect(told).toBeVisible();
  const refused = bob.page.waitForResponse((answer) => answer.url().endsWith("/sfu/get"));
  await bob.page.getByRole("button", { name: "Rejoin" }).click();
  expect((await refused).status()).toBe(403);
  await expect(told).toBeVisible();
  await bob.page.goto("about:blank");
  await bob.page.goto(link);
  await expect(bob.page.getByText("You were removed from the call").first()).toBeVisible();
  await expect(alice.remoteTiles).toHaveCount(0);

  expect(await moderator.ask("POST", `${pathOf(member)}/readmit`)).toMatchObject(done);
  await bob.page.reload();
  await bob.join();
  await expect(alice.remoteTiles).toHaveCount(1);
});

test("a moderator ends the call for everybody", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  const { moderator, member } = await moderatedCall(alice, bob);

  expect(await member.ask("DELETE", "/call")).toMatchObject({ status: 403 });
  expect(await moderator.ask("DELETE", "/call")).toMatchObject(done);
  for (const { page } of [alice, bob]) {
    await expect(page.getByRole("alert")).toContainText("The call was ended for everybody");
  }
  expect(await member.ask("GET", "/call")).toMatchObject({ status: 404 });
  await alice.page.getByRole("button", { name: "Rejoin" }).click();
  await expect(alice.page.locator("html")).toHaveAttribute("data-call-phase", "joined");
  await expect(alice.remoteTiles).toHaveCount(0);
});

test("a locked call lets nobody else in, and says so", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  const { link, moderator, member } = await moderatedCall(alice, bob);

  expect(await member.ask("PUT", "/call/lock", { locked: true })).toMatchObject({ status: 403 });
  expect(await moderator.ask("PUT", "/call/lock", { locked: true })).toMatchObject({ status: 200 });
  const carol = await invite("Carol");
  await carol.page.goto(link);
  await carol.continueAsGuest();
  await expect(carol.page.getByText("This call is locked").first()).toBeVisible();
  await expect(alice.remoteTiles).toHaveCount(1);

  expect(await moderator.ask("PUT", "/call/lock", { locked: false })).toMatchObject({
    status: 200,
  });
  await carol.page.reload();
  await carol.join();
  await expect(alice.remoteTiles).toHaveCount(2);
});
