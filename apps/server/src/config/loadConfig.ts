import { parseJson, parseServerConfig, type ServerConfig } from "@confab/protocol";
import { isNetwork } from "../authorisation/serverName/addressPolicy.ts";
import { type EnvironmentConfig, environmentConfig } from "./environmentConfig.ts";
import type { EnvironmentReaderOptions } from "./environmentReader.ts";

/**
 * Reads the configuration: the file that `CONFAB_CONFIG` names, or else the environment of the service that we stand in
 * for. Each problem is one line that an operator can act on; none names a secret.
 */
export function loadConfig(options: EnvironmentReaderOptions): EnvironmentConfig {
  const { env } = options;
  const path = env["CONFAB_CONFIG"] ?? "";
  const loaded = path === "" ? loadEnvironment(options) : loadFile(path, options.readFile);
  if ("problems" in loaded) return loaded;
  const problems = networkProblems(loaded.config);
  return problems.length === 0
    ? loaded
    : { problems: problems.map((problem) => named(path, problem)) };
}

function loadEnvironment(options: EnvironmentReaderOptions): EnvironmentConfig {
  if (Object.keys(options.env).some((name) => name.startsWith("LIVEKIT_"))) {
    return environmentConfig(options);
  }
  return {
    problems: [
      "CONFAB_CONFIG is not set: give it the path of the server's JSON configuration. " +
        "To run the token service alone, set LIVEKIT_URL, LIVEKIT_KEY, LIVEKIT_SECRET and LIVEKIT_FULL_ACCESS_HOMESERVERS.",
    ],
  };
}

function loadFile(path: string, readFile: (path: string) => string): EnvironmentConfig {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown error";
    return { problems: [`The configuration cannot be read: ${reason}`] };
  }
  const input = parseJson(text);
  if (input === undefined) return { problems: [`${path} is not JSON.`] };
  const result = parseServerConfig(input);
  if ("problems" in result) {
    return { problems: result.problems.map((problem) => named(path, problem)) };
  }
  return { ...result, warnings: [], unlocatedHomeserver: undefined };
}

function networkProblems(config: ServerConfig): readonly string[] {
  const lists = {
    allowedNetworks: config.allowedNetworks,
    trustedProxies: config.trustedProxies ?? [],
  };
  return Object.entries(lists).flatMap(([name, networks]) =>
    networks.flatMap((network, index) =>
      isNetwork(network)
        ? []
        : [`${name}.${index}: not a network in CIDR notation, such as 10.0.0.0/8`],
    ),
  );
}

function named(path: string, problem: string): string {
  return path === "" ? problem : `${path}: ${problem}`;
}
