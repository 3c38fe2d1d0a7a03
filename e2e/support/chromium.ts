import { spawnSync } from "node:child_process";
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
function findChromium(): string | undefined {
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

/** Installs missing Debian packages when this process may; returns what is still missing. */
export function installSystemPackages(): readonly string[] {
  const missing = () => [
    ...(findChromium() === undefined ? ["chromium"] : []),
    ...(spawnSync("turnserver", ["--version"]).error === undefined ? [] : ["coturn"]),
  ];
  const wanted = missing();
  const canInstall =
    process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).error === undefined;
  if (wanted.length === 0 || !canInstall) return wanted;
  console.log(`Installing ${wanted.join(" and ")} …`);
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted], {
    stdio: "ignore",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return missing();
}
