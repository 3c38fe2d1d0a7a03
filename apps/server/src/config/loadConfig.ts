import { readFile } from "node:fs/promises";
import { parseJson, parseServerConfig, type ServerConfig } from "@confab/protocol";
import { isNetwork } from "../authorisation/serverName/addressPolicy.ts";

export type LoadedConfig =
  | { readonly config: ServerConfig }
  | { readonly problems: readonly string[] };

/** Reads the configuration. Each problem is one line that an operator can act on; none names a secret. */
export async function loadConfig(path: string | undefined): Promise<LoadedConfig> {
  if (path === undefined || path === "") {
    return {
      problems: ["CONFAB_CONFIG is not set: give it the path of the server's JSON configuration."],
    };
  }
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return { problems: [`The configuration cannot be read: ${messageOf(error)}`] };
  }
  const input = parseJson(text);
  if (input === undefined) return { problems: [`${path} is not JSON.`] };
  const result = parseServerConfig(input);
  const problems = "problems" in result ? result.problems : networkProblems(result.config);
  if ("problems" in result || problems.length > 0) {
    return { problems: problems.map((problem) => `${path}: ${problem}`) };
  }
  return result;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
