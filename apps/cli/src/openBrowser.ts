import { spawn } from "node:child_process";

/** Opens `url` where somebody sits in front of a screen; otherwise, or when that fails, nothing happens. */
export function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): void {
  const hasDisplay =
    platform === "darwin" || (env["DISPLAY"] ?? env["WAYLAND_DISPLAY"] ?? "") !== "";
  if (!hasDisplay || (env["CI"] ?? "") !== "") return;
  const child = spawn(platform === "darwin" ? "open" : "xdg-open", [url], {
    stdio: "ignore",
    detached: true,
  });
  child.once("error", () => undefined);
  child.unref();
}
