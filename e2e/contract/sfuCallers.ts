import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { chromiumArguments, requireChromium } from "../support/chromium.ts";
import { newSfuCaller, type SfuCaller } from "../support/sfuCaller.ts";

/**
 * For the contract tests of the server, which run in Node: a browser for all tests of a file, and in it participants with
 * real media connections, since LiveKit says of nobody that they joined before theirs stands. They leave with their test.
 */
export function withSfuCallers(origin: string): () => Promise<SfuCaller> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const args = [...chromiumArguments];
    browser = await chromium.launch({ executablePath: requireChromium(), args });
  });
  afterAll(() => browser?.close());
  return async () => {
    if (browser === undefined) throw new Error("there is no browser yet");
    const caller = await newSfuCaller(browser, origin);
    onTestFinished(() => caller.close());
    return caller;
  };
}
