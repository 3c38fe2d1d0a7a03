import { randomBytes } from "node:crypto";
import { createDnsResolver } from "./authorisation/serverName/dnsResolver.ts";
import { createPinnedGet } from "./authorisation/serverName/pinnedHttps.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { createServer } from "./createServer.ts";
import { closeGracefully } from "./closeGracefully.ts";
import { systemClock } from "./time/clock.ts";

const invalidConfig = 2;
const cannotStart = 1;

async function main(): Promise<void> {
  const loaded = await loadConfig(process.env["CONFAB_CONFIG"]);
  if ("problems" in loaded) {
    for (const problem of loaded.problems) process.stderr.write(`${problem}\n`);
    process.exitCode = invalidConfig;
    return;
  }
  const { config } = loaded;
  const app = await createServer(config, {
    clock: systemClock,
    randomBytes,
    dns: createDnsResolver(),
    get: createPinnedGet(),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void closeGracefully(app, systemClock).then(() => process.exit());
    });
  }
  await app.listen({
    ...config.bind,
    listenTextResolver: () => `listening for ${config.publicUrl}`,
  });
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : "unknown error";
  process.stderr.write(`The Confab server cannot start: ${message}\n`);
  process.exit(cannotStart);
}
