import type { ServerConfigInput } from "@confab/protocol";
import type { EnvironmentReader } from "./environmentReader.ts";

type Part<Name extends keyof ServerConfigInput> = NonNullable<ServerConfigInput[Name]>;

/** A list, or `*` alone. */
export function readFullAccess(read: EnvironmentReader): readonly string[] {
  const name = "LIVEKIT_FULL_ACCESS_HOMESERVERS";
  const homeservers = read.list(name);
  if (homeservers.length === 0) {
    read.problems.push(
      `${name} environment variable must be set to the homeserver(s) you intend to serve — see README for guidance`,
    );
  } else if (homeservers.includes("*") && homeservers.length > 1) {
    read.problems.push(`${name} must be a list of homeservers, or * alone`);
  }
  return homeservers;
}

/** Only the literal counts: whoever writes it has read what it means. */
export function readInsecure(read: EnvironmentReader): boolean {
  const name = "LIVEKIT_INSECURE_SKIP_VERIFY_TLS";
  const value = read.text(name);
  if (value === undefined) return false;
  const isMeant = value === "YES_I_KNOW_WHAT_I_AM_DOING";
  read.warnings.push(
    isMeant
      ? `${name}: certificates of homeservers are not checked, so that anybody in between can be any user`
      : `${name} is ignored: its value is not the one that turns the checking of certificates off`,
  );
  return isMeant;
}

export function readNetworks(
  read: EnvironmentReader,
): Pick<ServerConfigInput, "allowedNetworks" | "trustedProxies" | "onlyHomeservers"> {
  const trustedProxies = read.list("CONFAB_TRUSTED_PROXIES");
  const onlyHomeservers = read.list("CONFAB_ONLY_HOMESERVERS");
  return {
    allowedNetworks: [...read.list("CONFAB_ALLOWED_NETWORKS")],
    ...(trustedProxies.length === 0 ? {} : { trustedProxies: [...trustedProxies] }),
    ...(onlyHomeservers.length === 0 ? {} : { onlyHomeservers: [...onlyHomeservers] }),
  };
}

export function readTokenPolicy(read: EnvironmentReader): Part<"tokens"> {
  const lifetimeMs = read.seconds("CONFAB_TOKEN_LIFETIME_SECONDS");
  const restrictedPublish = read.choice("CONFAB_RESTRICTED_PUBLISH", ["auto", "always", "never"]);
  return {
    ...(lifetimeMs === undefined ? {} : { lifetimeSeconds: lifetimeMs / 1000 }),
    ...(restrictedPublish === undefined ? {} : { restrictedPublish }),
  };
}

/** Without an application service there is nobody to ask who is in a room. */
export function readMembership(read: EnvironmentReader, canAsk: boolean): Part<"membership"> {
  const name = "CONFAB_MEMBERSHIP_CHECK";
  const choice = read.choice(name, ["auto", "is_joined", "joined_members", "off"]);
  const intervalMs = read.seconds("LIVEKIT_MEMBERSHIP_CHECK_INTERVAL_SECONDS");
  if (!canAsk && choice !== undefined && choice !== "off") {
    read.problems.push(
      `${name} needs LIVEKIT_AS_TOKEN, LIVEKIT_HS_TOKEN and LIVEKIT_HS_SERVER_NAME`,
    );
  }
  const check = canAsk ? choice : "off";
  return {
    ...(check === undefined ? {} : { check }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
  };
}

export function readDelegation(read: EnvironmentReader): Part<"delegation"> {
  const checkIntervalMs = read.seconds("LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS");
  return checkIntervalMs === undefined ? {} : { checkIntervalMs };
}

export function readStorage(
  read: EnvironmentReader,
): Pick<ServerConfigInput, "database" | "dataDir"> {
  const url = read.text("CONFAB_DATABASE_URL");
  const dataDir = read.text("CONFAB_DATA_DIR");
  if (url !== undefined && !/^postgres(?:ql)?:\/\/./.test(url)) {
    read.problems.push("CONFAB_DATABASE_URL must be a postgres:// URL");
  }
  if (url === undefined && dataDir === undefined) {
    read.warnings.push(
      "Delegated leaves do not outlive a restart: set CONFAB_DATABASE_URL (PostgreSQL) or CONFAB_DATA_DIR (a folder)",
    );
  }
  return {
    ...(url === undefined ? {} : { database: { url } }),
    ...(dataDir === undefined ? {} : { dataDir }),
  };
}

export function readLogLevel(read: EnvironmentReader): ServerConfigInput["logLevel"] {
  const names = ["trace", "debug", "info", "warn", "warning", "error", "off"] as const;
  const level = read.choice("LIVEKIT_LOG_LEVEL", names) ?? "info";
  if (level === "trace") return "debug";
  if (level === "warning") return "warn";
  return level === "off" ? "silent" : level;
}
