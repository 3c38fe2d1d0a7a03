import { chromium } from "@playwright/test";
import { chromiumArguments, requireChromium } from "../support/chromium.ts";
import { expectMediaFlows, type Person } from "../support/person.ts";
import { runningStack, withFrozen } from "../support/runningStack.ts";
import { expect, test } from "../support/test.ts";

/** An account and a guest, both in one call. */
async function twoPeople(alice: Person, bob: Person): Promise<void> {
  await alice.createAccount(runningStack().origin);
  await alice.newCall("Monday coffee");
  await alice.join();
  await bob.openLinkAsGuest(await alice.copyLink());
  await bob.join();
}

test("two people see and hear each other, mute, share a screen and leave", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  await twoPeople(alice, bob);
  await expectMediaFlows([alice, bob]);
  await expect(alice.tile("Bob")).toBeVisible();
  await expect(bob.tile("Alice")).toBeVisible();

  await test.step("camera off stops the frames, on starts them again", async () => {
    await bob.toggle("Camera");
    await expect(alice.tile("Bob").locator("video")).toBeHidden();
    await expect
      .poll(() => framesIn(alice, 1500), { message: "frames in 1.5 s with the camera off" })
      .toBeLessThanOrEqual(1);
    await bob.toggle("Camera");
    await expect(alice.tile("Bob").locator("video")).toBeVisible();
    await expect.poll(() => framesIn(alice, 1500)).toBeGreaterThan(10);
  });

  await test.step("microphone off silences, on sounds again", async () => {
    await bob.toggle("Microphone");
    await expect
      .poll(() => energyIn(alice, 1500), { message: "sound in 1.5 s with the microphone off" })
      .toBe(0);
    await bob.toggle("Microphone");
    await expect.poll(() => energyIn(alice, 2500)).toBeGreaterThan(0);
  });

  await test.step("a shared screen arrives and goes", async () => {
    await bob.page.getByRole("button", { name: "Share screen" }).click();
    const screen = alice.page.locator('[data-testid="tile"][data-source="screen"] video');
    await expect(screen).toBeVisible();
    await expect
      .poll(() => screen.evaluate((video: HTMLVideoElement) => video.videoWidth))
      .toBeGreaterThan(0);
    await bob.page.getByRole("button", { name: "Stop sharing" }).click();
    await expect(screen).toHaveCount(0);
  });

  await test.step("leaving is seen at once, and rejoining works", async () => {
    await bob.page.getByRole("button", { name: "Leave call" }).click();
    await expect(alice.remoteTiles).toHaveCount(0, { timeout: 3000 });
    await bob.page.getByRole("button", { name: "Rejoin" }).click();
    // Whoever goes before the homeserver has answered their announcement is left to the delayed leave.
    await expect(alice.remoteTiles.locator("video")).toBeVisible();
  });

  await test.step("a closed tab is gone at once", async () => {
    await bob.page.close({ runBeforeUnload: true });
    await expect(alice.remoteTiles).toHaveCount(0, { timeout: 5000 });
  });
});

test("a killed browser disappears within 20 s and leaves no ghost", async ({ invite }) => {
  const alice = await invite("Alice");
  const server = await chromium.launchServer({
    executablePath: requireChromium(),
    args: [...chromiumArguments],
  });
  const bob = await invite("Bob", await chromium.connect(server.wsEndpoint()));
  await twoPeople(alice, bob);
  await expect(alice.remoteTiles).toHaveCount(1);
  await expectMediaFlows([alice]);

  const killedAt = performance.now();
  await server.kill();
  await expect(alice.remoteTiles).toHaveCount(0, { timeout: 20_000 });
  test.info().annotations.push({
    type: "gone after",
    description: `${((performance.now() - killedAt) / 1000).toFixed(1)} s`,
  });

  const reader = await invite("Carol");
  await reader.openLinkAsGuest(await alice.copyLink());
  await reader.join();
  await expect(reader.remoteTiles).toHaveCount(1);
});

test("without the SFU nobody sees anybody, and is told so", async ({ invite }) => {
  test.setTimeout(150_000);
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  await alice.createAccount(runningStack().origin);
  await withFrozen("sfu", async () => {
    await alice.newCall("Nobody home");
    await bob.openLinkAsGuest(await alice.copyLink());
    for (const person of [alice, bob]) {
      await person.page.getByRole("button", { name: "Join call" }).click();
    }
    await expect(expectMediaFlows([alice, bob], 10_000)).rejects.toThrow(/decodes remote video/);
    await expect(alice.page.getByRole("alert")).toContainText(/media server|call server/i, {
      timeout: 45_000,
    });
  });
});

/** Remote frames that a person decodes within `ms`. */
async function framesIn(person: Person, ms: number): Promise<number> {
  const before = await person.received();
  await person.page.waitForTimeout(ms);
  return (await person.received()).videoFramesDecoded - before.videoFramesDecoded;
}

/** Sound energy that a person receives within `ms`. */
async function energyIn(person: Person, ms: number): Promise<number> {
  const before = await person.received();
  await person.page.waitForTimeout(ms);
  return (await person.received()).audioEnergy - before.audioEnergy;
}
