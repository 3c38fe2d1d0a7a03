import type { Browser, Page } from "@playwright/test";
import { newPerson } from "../support/person.ts";

/** One join of a second person, in milliseconds since the click on Join (or since navigation). */
export interface JoinSample {
  readonly tokenReady: number;
  readonly sfuConnected: number;
  readonly membershipSent: number;
  readonly firstRemoteFrame: number;
}

export interface JoinBench {
  /** Click on Join in a prepared lobby → first remote frame on the screen. */
  readonly fromClick: readonly JoinSample[];
  /** Navigation of a signed-in account to a link that skips the lobby → first remote frame. */
  readonly fromNavigation: readonly JoinSample[];
}

/** Measures how fast a second person is in: `runs` joins from the lobby and `runs` from navigation. */
export async function measureJoins(
  browser: Browser,
  origin: string,
  runs: number,
): Promise<JoinBench> {
  const host = await newPerson(browser, "Host");
  await host.createAccount(origin);
  await host.newCall("Bench");
  await host.join();
  const link = await host.copyLink();

  const guest = await newPerson(browser, "Guest");
  await guest.openLinkAsGuest(link);
  const fromClick: JoinSample[] = [];
  for (let run = 0; run < runs; run += 1) {
    await guest.page.goto("about:blank");
    await guest.page.goto(link);
    const join = guest.page.getByRole("button", { name: "Join call" });
    await join.waitFor();
    // A person looks at their picture first; the lobby prepares meanwhile.
    await guest.page.waitForTimeout(1500);
    await join.click();
    fromClick.push(await sample(guest.page, "confab:join-click"));
    await leave(guest.page);
  }

  const fromNavigation: JoinSample[] = [];
  for (let run = 0; run < runs; run += 1) {
    await guest.page.goto("about:blank");
    await guest.page.goto(`${link}&lobby=skip`);
    fromNavigation.push(await sample(guest.page, undefined));
    await leave(guest.page);
  }
  await host.page.context().close();
  await guest.page.context().close();
  return { fromClick, fromNavigation };
}

/** Reads the marks of one join; `origin` is the mark that counts as zero, navigation start without one. */
async function sample(page: Page, origin: string | undefined): Promise<JoinSample> {
  await page.waitForFunction(() =>
    ["confab:first-remote-frame", "confab:membership-sent"].every(
      (mark) => performance.getEntriesByName(mark).length > 0,
    ),
  );
  return page.evaluate((zeroMark) => {
    const at = (name: string) => performance.getEntriesByName(name).at(-1)?.startTime ?? Number.NaN;
    const zero = zeroMark === undefined ? 0 : at(zeroMark);
    return {
      tokenReady: at("confab:token-ready") - zero,
      sfuConnected: at("confab:sfu-connected") - zero,
      membershipSent: at("confab:membership-sent") - zero,
      firstRemoteFrame: at("confab:first-remote-frame") - zero,
    };
  }, origin);
}

async function leave(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Leave call" }).click();
  await page.getByRole("button", { name: "Rejoin" }).waitFor();
}
