import { chromium } from "@playwright/test";
import { chromiumArguments, requireChromium } from "../support/chromium.ts";
import { personAt } from "../support/person.ts";
import { killComponent, runningStack, withFrozen } from "../support/runningStack.ts";
import { expect, test } from "../support/test.ts";

test("a browser without camera and microphone can join and is told what is missing", async ({
  invite,
}) => {
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: chromiumArguments.filter((flag) => !flag.startsWith("--use-fake-device")),
  });
  const person = await invite("Dora", browser);
  await person.createAccount(runningStack().origin);
  await person.newCall("No devices");
  await expect(person.page.getByText(/no camera/i).first()).toBeVisible();
  await person.join();
  await expect(person.page.getByTestId("tile")).toHaveCount(1);
  await browser.close();
});

test("a refused permission is explained, and joining still works", async () => {
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: chromiumArguments.filter((flag) => flag !== "--use-fake-ui-for-media-stream"),
  });
  const context = await browser.newContext({ permissions: [], locale: "en-GB" });
  const person = await personAt(await context.newPage(), "Emil");
  await person.createAccount(runningStack().origin);
  await person.newCall("Refused");
  await expect(person.page.getByText(/not allowed|blocked|permission/i).first()).toBeVisible();
  await person.join();
  await browser.close();
});

test("an insecure origin gets a page that says what to do", async () => {
  const { origin } = runningStack();
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumArguments, "--host-resolver-rules=MAP confab.test 127.0.0.1"],
  });
  const page = await browser.newPage();
  await page.goto(origin.replace("localhost", "confab.test"));
  await expect(page.getByText(/https/i).first()).toBeVisible();
  await browser.close();
});

test("a link to a call that does not exist says so", async ({ invite }) => {
  const person = await invite("Frida");
  await person.page.goto(
    `${runningStack().origin}/#/call/${encodeURIComponent(`!${"x".repeat(43)}`)}`,
  );
  await person.continueAsGuest();
  await expect(
    person.page.getByText(/not found|does not exist|no such call/i).first(),
  ).toBeVisible();
});

test("a homeserver that stops answering does not touch media, and is named", async ({ invite }) => {
  const person = await invite("Gustav");
  await person.createAccount(runningStack().origin);
  await person.newCall("Still here");
  await person.join();
  await withFrozen("homeserver", async () => {
    await expect(person.page.getByText(/homeserver|chat server/i).first()).toBeVisible({
      timeout: 60_000,
    });
    await expect(person.page.locator("html")).toHaveAttribute("data-call-phase", "joined");
  });
  await expect(person.page.getByText(/homeserver|chat server/i)).toHaveCount(0, {
    timeout: 40_000,
  });
});

test("a crashed SFU is restarted, and the call goes on by itself", async ({ invite }) => {
  const alice = await invite("Alice");
  const bob = await invite("Bob");
  await alice.createAccount(runningStack().origin);
  await alice.newCall("Crash");
  await alice.join();
  await bob.openLinkAsGuest(await alice.copyLink());
  await bob.join();
  await killComponent("sfu");
  const framesThen = (await alice.received()).videoFramesDecoded;
  await expect
    .poll(async () => (await alice.received()).videoFramesDecoded - framesThen, { timeout: 45_000 })
    .not.toBe(0);
  await expect(alice.remoteTiles.locator("video")).toBeVisible({ timeout: 45_000 });
  await expect(bob.remoteTiles.locator("video")).toBeVisible({ timeout: 45_000 });
});
