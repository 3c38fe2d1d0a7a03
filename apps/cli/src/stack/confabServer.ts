import { join } from "node:path";
import { parseHealthReport, type ServerConfig } from "@confab/protocol";
import { webRoot } from "../install/webBuild.ts";
import { type Component, loopback, type StackPlan } from "./component.ts";

const guestLifetimeMs = 24 * 60 * 60 * 1000;

/** The Confab server. It is ready when everything behind it is. */
export function confabServer(plan: StackPlan): Component {
  const { dataDir, ports, secrets } = plan;
  const configPath = join(dataDir, "server.json");
  const config: ServerConfig = {
    bind: { host: loopback, port: ports.server },
    publicUrl: plan.publicUrl,
    serverName: plan.serverName,
    homeserver: {
      url: `http://${loopback}:${ports.homeserver}`,
      asToken: secrets.asToken,
      hsToken: secrets.hsToken,
    },
    sfu: {
      url: `http://${loopback}:${ports.sfu}`,
      apiKey: secrets.sfuApiKey,
      apiSecret: secrets.sfuApiSecret,
    },
    turn: plan.programs.turnserver === undefined ? null : { host: loopback, port: ports.turn },
    fullAccessHomeservers: [plan.serverName],
    allowedNetworks: [],
    guests: {
      enabled: true,
      perAddressPerHour: plan.guestsPerHour,
      lifetimeMs: guestLifetimeMs,
    },
    dataDir,
    webRoot: webRoot(plan.repository),
    logLevel: "info",
  };
  const healthUrl = `http://${loopback}:${ports.server}/healthz`;
  return {
    name: "server",
    title: "Confab server",
    files: [{ path: configPath, content: `${JSON.stringify(config, null, 2)}\n` }],
    command: {
      program: process.execPath,
      args: [join(plan.repository, "apps/server/src/main.ts")],
      cwd: plan.repository,
      env: { CONFAB_CONFIG: configPath },
    },
    answers: async (signal) => (await fetchHealth(healthUrl, signal))?.status === "ok",
  };
}

/** The server's health report; undefined when it gives none. */
export async function fetchHealth(
  url: string,
  signal: AbortSignal,
): Promise<ReturnType<typeof parseHealthReport>> {
  try {
    const response = await fetch(url, { signal });
    return parseHealthReport(await response.json());
  } catch {
    return undefined;
  }
}
