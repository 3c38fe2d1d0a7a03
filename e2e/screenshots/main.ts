// Pictures of the real app in a real call: all into .cache/screenshots, the README's one into docs/images.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumArguments, requireChromium } from "../support/chromium.ts";
import { newPerson, type Person } from "../support/person.ts";
import { startStack } from "../support/stack.ts";
import { portraits, writePortraitClip } from "./portraits.ts";

const repository = join(import.meta.dirname, "../..");
const folder = join(repository, ".cache/screenshots");
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
const schemes = ["light", "dark"] as const;

mkdirSync(folder, { recursive: true });
mkdirSync(join(repository, "docs/images"), { recursive: true });
const stack = await startStack({ env: { CONFAB_GUESTS_PER_HOUR: "1000" } });
const browsers: Browser[] = [];

try {
  const amira = await inFrontOfCamera("Amira", "amira");
  const jonas = await inFrontOfCamera("Jonas", "jonas");
  const mei = await inFrontOfCamera("Mei", "mei");

  await amira.page.goto(stack.origin);
  await amira.page.getByRole("textbox", { name: "Display name" }).waitFor();
  await everyLook(amira.page, "welcome");
  await amira.createAccount(stack.origin);
  await amira.newCall("Monday coffee");
  await amira.page.waitForTimeout(1500);
  await everyLook(amira.page, "lobby");
  await amira.join();
  const link = await amira.copyLink();
  await jonas.page.goto(link);
  await jonas.page.getByRole("textbox", { name: "Display name" }).waitFor();
  await everyLook(jonas.page, "door");
  for (const person of [jonas, mei]) {
    await person.openLinkAsGuest(link);
    await person.join();
  }
  await mei.toggle("Microphone");
  await amira.page.locator('[data-testid="tile"][data-local="false"] video').nth(1).waitFor();
  await amira.page.waitForTimeout(4000);
  await everyLook(amira.page, "call");
  await amira.page.setViewportSize(sizes.desktop);
  await amira.page.emulateMedia({ colorScheme: "light" });
  await amira.page.waitForTimeout(800);
  await amira.page.screenshot({
    path: join(repository, "docs/images/call.jpg"),
    type: "jpeg",
    quality: 86,
  });

  await amira.page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await everyLook(amira.page, "call-rtl");
  await amira.page.evaluate(() => document.documentElement.setAttribute("dir", "ltr"));
  await jonas.page.getByRole("button", { name: "Share screen" }).click();
  await amira.page.locator('[data-testid="tile"][data-source="screen"] video').waitFor();
  await everyLook(amira.page, "share");
  await amira.page.getByRole("button", { name: "Leave call" }).click();
  await amira.page.getByRole("button", { name: "Rejoin" }).waitFor();
  await everyLook(amira.page, "ended");
  await amira.page.getByRole("button", { name: "Back to home" }).click();
  await amira.page.getByRole("button", { name: "New call" }).waitFor();
  await everyLook(amira.page, "home");
} finally {
  for (const browser of browsers) await browser.close();
  await stack.stop();
}

async function inFrontOfCamera(name: string, portrait: keyof typeof portraits): Promise<Person> {
  const painter = await chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumArguments],
  });
  const clip = join(folder, `${portrait}.mjpeg`);
  await writePortraitClip(painter, portraits[portrait], clip);
  await painter.close();
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumArguments, `--use-file-for-fake-video-capture=${clip}`],
  });
  browsers.push(browser);
  return newPerson(browser, name);
}

async function everyLook(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of schemes) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(600);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
    }
  }
}
