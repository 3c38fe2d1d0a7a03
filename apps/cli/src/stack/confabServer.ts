import { join } from "node:path";
import { parseHealthReport, type ServerConfigInput } from "@confab/protocol";
import { webRoot } from "../install/webBuild.ts";
import { type Component, loopback, type StackPlan } from "./component.ts";

/** Where the other homeservers of a federation on one machine are; look-ups of strangers never go there otherwise. */
const loopbackNetworks = ["127.0.0.0/8", "::1/128"];
const guestLifetimeMs = 24 * 60 * 60 * 1000;

/** The Confab server. It is ready when everything behind it is. */
export function confabServer(plan: StackPlan): Component {
  const { dataDir, ports, secrets, tls, federation } = plan;
  const configPath = join(dataDir, "server.json");
  const config: ServerConfigInput = {
    bind: { host: loopback, port: ports.server },
    internalBind: { host: loopback, port: ports.internal },
    metricsBind: { host: loopback, port: ports.metrics },
    ...(tls === undefined ? {} : { tls: { certificateFile: tls.certificate, keyFile: tls.key } }),
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
    allowedNetworks: federation === undefined ? [] : loopbackNetworks,
    guests: {
      enabled: true,
      perAddressPerHour: plan.guestsPerHour,
      lifetimeMs: guestLifetimeMs,
    },
    dataDir,
    webRoot: webRoot(plan.repository),
    logLevel: "info",
  };
  const scheme = tls === undefined ? "http" : "https";
  const healthUrl = `${scheme}://${loopback}:${ports.server}/healthz`;
  return {
    name: "server",
    title: "Confab server",
    files: [{ path: configPath, content: `${JSON.stringify(config, null, 2)}\n` }],
    command: {
      program: process.execPath,
      // Megabytes. On a machine with much memory Node would take more for young garbage than the server has of everything.
      args: ["--max-semi-space-size=16", join(plan.repository, "apps/server/src/main.ts")],
      cwd: plan.repository,
      env: {
        CONFAB_CONFIG: configPath,
        ...(tls === undefined ? {} : { NODE_EXTRA_CA_CERTS: tls.authority }),
      },
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
