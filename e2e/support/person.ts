import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { type ReceivedMedia, receivedMedia, recordPeerConnections } from "./mediaStats.ts";

/** Somebody in front of a browser: does what a person would do, by the names a person would read. */
export interface Person {
  readonly page: Page;
  readonly name: string;
  createAccount(origin: string): Promise<void>;
  continueAsGuest(): Promise<void>;
  /** From home to the lobby of a new call. */
  newCall(callName: string): Promise<void>;
  join(): Promise<void>;
  /** The link of the call this person is in, from the clipboard. */
  copyLink(): Promise<string>;
  /** Opens a call's link and goes through its door as a guest, up to the lobby. */
  openLinkAsGuest(link: string): Promise<void>;
  toggle(button: "Microphone" | "Camera"): Promise<void>;
  tile(displayName: string): Locator;
  readonly remoteTiles: Locator;
  received(): Promise<ReceivedMedia>;
}

export async function newPerson(browser: Browser, name: string): Promise<Person> {
  const context = await browser.newContext({
    permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
  });
  return personAt(await context.newPage(), name);
}

export async function personAt(page: Page, name: string): Promise<Person> {
  await recordPeerConnections(page);
  const person: Person = {
    page,
    name,
    async createAccount(origin) {
      await page.goto(origin);
      await page.getByRole("tab", { name: "Create account" }).click();
      await page.getByRole("textbox", { name: "Display name" }).fill(name);
      await page.getByRole("textbox", { name: "Username" }).fill(uniqueUsername(name));
      await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.getByRole("button", { name: "New call" })).toBeVisible();
    },
    async continueAsGuest() {
      await page.getByRole("textbox", { name: "Display name" }).fill(name);
      await page.getByRole("button", { name: "Continue" }).click();
    },
    async newCall(callName) {
      await page.getByRole("button", { name: "New call" }).click();
      await page.getByRole("textbox", { name: "Call name" }).fill(callName);
      await page.getByRole("button", { name: "Create call" }).click();
      await expect(page.getByRole("button", { name: "Join call" })).toBeVisible();
    },
    async join() {
      await page.getByRole("button", { name: "Join call" }).click();
      await expect(page.locator("html")).toHaveAttribute("data-call-phase", "joined");
    },
    async copyLink() {
      await page.getByRole("button", { name: "Copy link" }).first().click();
      await expect
        .poll(() => page.evaluate(() => navigator.clipboard.readText()))
        .toContain("/#/call/");
      return page.evaluate(() => navigator.clipboard.readText());
    },
    async openLinkAsGuest(link) {
      await page.goto(link);
      await person.continueAsGuest();
      await expect(page.getByRole("button", { name: "Join call" })).toBeVisible();
    },
    async toggle(button) {
      await page.getByRole("button", { name: button }).first().click();
    },
    tile: (displayName) =>
      page.getByTestId("tile").and(page.getByRole("group", { name: displayName })),
    remoteTiles: page.locator('[data-testid="tile"][data-local="false"]'),
    received: () => receivedMedia(page),
  };
  return person;
}

/** Both decode at least 30 frames of the other's video and hear the other's (fake) beep. */
export async function expectMediaFlows(
  people: readonly Person[],
  timeoutMs = 20_000,
): Promise<void> {
  for (const person of people) {
    await expect
      .poll(async () => (await person.received()).videoFramesDecoded, {
        message: `${person.name} decodes remote video`,
        timeout: timeoutMs,
      })
      .toBeGreaterThanOrEqual(30);
    await expect
      .poll(async () => (await person.received()).audioEnergy, {
        message: `${person.name} receives sound`,
        timeout: timeoutMs,
      })
      .toBeGreaterThan(0);
  }
}

function uniqueUsername(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z]/g, "")}-${crypto.randomUUID().slice(0, 8)}`;
}
