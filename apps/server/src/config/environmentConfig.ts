import { parseServerConfig, type ServerConfig, type ServerConfigInput } from "@confab/protocol";
import { type EnvironmentAppService, readAppService } from "./environmentAppService.ts";
import { createEnvironmentReader, type EnvironmentReaderOptions } from "./environmentReader.ts";
import { readListeners } from "./environmentListeners.ts";
import { readSfuKey, readSfuUrl } from "./environmentSfu.ts";
import {
  readDelegation,
  readFullAccess,
  readInsecure,
  readLogLevel,
  readMembership,
  readNetworks,
  readStorage,
  readTokenPolicy,
} from "./environmentPolicies.ts";
import { readOldNames } from "./environmentOldNames.ts";

/** What the environment describes, or one line per problem. No line has a secret in it. */
export type EnvironmentConfig =
  | {
      readonly config: ServerConfig;
      /** One line each, for the operator. */
      readonly warnings: readonly string[];
      /** The application service's tokens (secrets), when its homeserver's address has yet to be found. */
      readonly unlocatedHomeserver: EnvironmentAppService["tokens"];
    }
  | { readonly problems: readonly string[] };

/** A server name that nobody has (RFC 6761), for a service that belongs to no homeserver. */
const nobody = "none.invalid";

/**
 * Configures the token service alone from the environment variables of the service that it stands in for, and a few of
 * our own (`CONFAB_…`). Says what is wrong in the same words where that service has any.
 */
export function environmentConfig(options: EnvironmentReaderOptions): EnvironmentConfig {
  const read = createEnvironmentReader(options);
  const key = readSfuKey(read);
  const url = readSfuUrl(read);
  const fullAccessHomeservers = readFullAccess(read);
  const { serverName, tokens, ...appService } = readAppService(read);
  const listeners = readListeners(read, options.wildcardHost);
  const policies = {
    ...readNetworks(read),
    ...readStorage(read),
    trustAnyCertificate: readInsecure(read),
    tokens: readTokenPolicy(read),
    membership: readMembership(read, tokens !== undefined),
    delegation: readDelegation(read),
    logLevel: readLogLevel(read),
  };
  readOldNames(read);
  if (key === undefined || url === undefined) {
    read.problems.push("LIVEKIT_KEY* / LIVEKIT_SECRET* and LIVEKIT_URL must be set");
    return { problems: read.problems };
  }
  const [first = "*"] = fullAccessHomeservers;
  const input: ServerConfigInput = {
    mode: "service",
    ...listeners,
    publicUrl: read.text("CONFAB_PUBLIC_URL") ?? `http://localhost:${listeners.bind.port}`,
    serverName: serverName ?? (first === "*" ? nobody : first),
    ...(tokens === undefined || appService.url === undefined
      ? {}
      : { homeserver: { url: appService.url, ...tokens } }),
    sfu: { url: url.api, publicUrl: url.public, apiKey: key.key, apiSecret: key.secret },
    turn: null,
    fullAccessHomeservers: [...fullAccessHomeservers],
    clientApiOverrides: appService.clientApiOverrides,
    ...policies,
    guests: { enabled: false, perAddressPerHour: 1, lifetimeMs: 86_400_000 },
  };
  if (read.problems.length > 0) return { problems: read.problems };
  const result = parseServerConfig(input);
  if ("problems" in result) return result;
  const unlocatedHomeserver = appService.url === undefined ? tokens : undefined;
  return { config: result.config, warnings: read.warnings, unlocatedHomeserver };
}
