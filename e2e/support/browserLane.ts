import { join } from "node:path";
import type { PlaywrightTestConfig } from "@playwright/test";
import { chromiumArguments, requireChromium } from "./chromium.ts";

const cache = join(import.meta.dirname, "../../.cache");

/**
 * What all lanes with browsers have in common. `name` is that of the report which the gate reads. One worker: two people
 * who send video are what two cores encode. No retries: what fails now and then is broken.
 */
export function browserLane(
  name: string,
  options: { readonly timeoutMs: number; readonly moreArguments?: readonly string[] },
): PlaywrightTestConfig {
  return {
    outputDir: join(cache, "test-results", name),
    workers: 1,
    retries: 0,
    timeout: options.timeoutMs,
    expect: { timeout: 20_000 },
    reporter: [["list"], ["json", { outputFile: join(cache, "reports", `${name}.json`) }]],
    use: {
      browserName: "chromium",
      launchOptions: {
        executablePath: requireChromium(),
        args: [...chromiumArguments, ...(options.moreArguments ?? [])],
      },
      locale: "en-GB",
      viewport: { width: 1280, height: 800 },
      permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
      trace: "retain-on-failure",
    },
  };
}
