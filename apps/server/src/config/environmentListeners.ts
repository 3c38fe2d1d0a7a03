import type { ServerConfig } from "@confab/protocol";
import type { EnvironmentReader } from "./environmentReader.ts";

type Listeners = Pick<ServerConfig, "bind"> &
  Partial<Pick<ServerConfig, "internalBind" | "metricsBind">>;

const defaultPort = 8080;

/** Where to listen. `LIVEKIT_JWT_PORT` is the older name of `LIVEKIT_JWT_BIND`, with the port alone. */
export function readListeners(read: EnvironmentReader, wildcardHost: string): Listeners {
  const internalBind = read.bind("CONFAB_INTERNAL_BIND");
  const metricsBind = read.bind("CONFAB_METRICS_BIND");
  return {
    bind: readBind(read, wildcardHost),
    ...(internalBind === undefined ? {} : { internalBind }),
    ...(metricsBind === undefined ? {} : { metricsBind }),
  };
}

function readBind(read: EnvironmentReader, wildcardHost: string): ServerConfig["bind"] {
  const everywhere = (port: number) => ({ host: wildcardHost, port });
  const port = read.text("LIVEKIT_JWT_PORT");
  if (port === undefined) return read.bind("LIVEKIT_JWT_BIND") ?? everywhere(defaultPort);
  if (read.text("LIVEKIT_JWT_BIND") !== undefined) {
    read.problems.push("LIVEKIT_JWT_BIND and LIVEKIT_JWT_PORT must not be set together");
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    read.problems.push(`LIVEKIT_JWT_PORT must be a port, got "${port}"`);
  }
  return everywhere(Number(port));
}
