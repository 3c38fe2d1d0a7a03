import { spawnSync } from "node:child_process";
import { findChromium } from "./chromium.ts";
import { findPostgres } from "./postgres.ts";

const runs = (program: string) => spawnSync(program, ["--version"]).error === undefined;

/** Installs missing Debian packages when this process may; returns what is still missing. */
export function installSystemPackages(): readonly string[] {
  const missing = () => [
    ...(findChromium() === undefined ? ["chromium"] : []),
    ...(runs("turnserver") ? [] : ["coturn"]),
    ...(findPostgres() === undefined ? ["postgresql"] : []),
    ...(runs("redis-server") ? [] : ["redis-server"]),
  ];
  const wanted = missing();
  const canInstall = process.getuid?.() === 0 && runs("apt-get");
  if (wanted.length === 0 || !canInstall) return wanted;
  console.log(`Installing ${wanted.join(" and ")} …`);
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted], {
    stdio: "ignore",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return missing();
}
