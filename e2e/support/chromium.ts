import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Flags for a headless Chromium with a fake camera and microphone that talks to nobody by itself. */
export const chromiumArguments: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of the system's Chromium, from `CONFAB_CHROMIUM` or PATH. */
export function findChromium(): string | undefined {
  const chosen = process.env["CONFAB_CHROMIUM"];
  if (chosen !== undefined && chosen !== "") return chosen;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

export function requireChromium(): string {
  const path = findChromium();
  if (path === undefined) {
    throw new Error(
      "No Chromium found. Install the package `chromium`, or set CONFAB_CHROMIUM to its path.",
    );
  }
  return path;
}
