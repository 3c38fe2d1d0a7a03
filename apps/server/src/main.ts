import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { createAddressPolicy } from "./authorisation/serverName/addressPolicy.ts";
import { createDnsResolver } from "./authorisation/serverName/dnsResolver.ts";
import { createPinnedHttps } from "./authorisation/serverName/pinnedHttps.ts";
import { findHomeserver } from "./config/findHomeserver.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { wildcardHost } from "./config/wildcardHost.ts";
import { createServer } from "./createServer.ts";
import { closeGracefully } from "./closeGracefully.ts";
import { createClientApiLocation } from "./homeserver/clientApiLocation.ts";
import { systemClock } from "./time/clock.ts";

// V8 would let old garbage grow to a multiple of what is alive before it looks for any. This halves the memory of a busy
// server and costs a tenth of the token requests per second (`npm run bench:server`).
setFlagsFromString("--heap-growing-percent=40");

const invalidConfig = 2;
const cannotStart = 1;

async function main(): Promise<void> {
  const loaded = loadConfig({
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
    wildcardHost: await wildcardHost(),
  });
  if ("problems" in loaded) {
    for (const problem of loaded.problems) process.stderr.write(`${problem}\n`);
    process.exitCode = invalidConfig;
    return;
  }
  const { unlocatedHomeserver, warnings } = loaded;
  const dns = createDnsResolver();
  const https = createPinnedHttps({ trustAnyCertificate: loaded.config.trustAnyCertificate });
  const mayReach = createAddressPolicy(loaded.config.allowedNetworks);
  const locate = createClientApiLocation({ dns, https, mayReach, clock: systemClock });
  const { serverName } = loaded.config;
  const config =
    unlocatedHomeserver === undefined
      ? loaded.config
      : {
          ...loaded.config,
          homeserver: await findHomeserver(serverName, unlocatedHomeserver, locate),
        };
  const server = await createServer(config, { clock: systemClock, randomBytes, dns, https });
  for (const warning of warnings) server.app.log.warn(warning);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void closeGracefully(server, systemClock).then(() => process.exit());
    });
  }
  await server.listen();
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : "unknown error";
  process.stderr.write(`The Confab server cannot start: ${message}\n`);
  process.exit(cannotStart);
}
