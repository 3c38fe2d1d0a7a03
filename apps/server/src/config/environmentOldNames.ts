import type { EnvironmentReader } from "./environmentReader.ts";

/** Names of earlier versions of the service that we stand in for, still found in many set-ups. */
const newNames: Readonly<Record<string, readonly string[]>> = {
  LK_JWT_PORT: ["LIVEKIT_JWT_BIND", "LIVEKIT_JWT_PORT"],
  HS_ALLOWLIST: ["LIVEKIT_FULL_ACCESS_HOMESERVERS"],
  LIVEKIT_LOCAL_HOMESERVERS: ["LIVEKIT_FULL_ACCESS_HOMESERVERS"],
};

/** An old name that would now go unheard stops the start; next to its new one it is only worth a line. */
export function readOldNames(read: EnvironmentReader): void {
  for (const [old, names] of Object.entries(newNames)) {
    if (read.text(old) === undefined) continue;
    const isReplaced = names.some((name) => read.text(name) !== undefined);
    if (isReplaced) read.warnings.push(`${old} is not read any more: remove it`);
    else read.problems.push(`${old} is not read any more: use ${names[0]}`);
  }
  if (read.text("LIVEKIT_REDIS_URL") !== undefined) {
    read.warnings.push(
      "LIVEKIT_REDIS_URL is not used: what replicas share is in PostgreSQL, so set CONFAB_DATABASE_URL instead",
    );
  }
}
