import { parseJson, parseServerDiscovery } from "@confab/protocol";
import type { Clock } from "../../time/clock.ts";
import { createExpiringCache } from "./expiringCache.ts";
import type { PinnedAnswer } from "./pinnedHttps.ts";
import { getRemoteFile, type RemoteFileDeps } from "./remoteFile.ts";
import { parseServerName, type ServerName } from "./serverName.ts";

/** Asks `https://<name>/.well-known/matrix/server` for the delegated name; undefined when there is none. */
export type ServerDelegation = (
  name: ServerName,
  signal: AbortSignal,
) => Promise<ServerName | undefined>;

/** How long an answer is believed (server-server API, "Resolving server names"), in milliseconds. */
const lifetime = {
  default: 24 * 3_600_000,
  longest: 48 * 3_600_000,
  /** Whatever the server says: nobody can have us ask all the time. */
  shortest: 60_000,
  /** It answered, and there is no delegation. */
  none: 3_600_000,
  /** It did not answer, which may be over soon. */
  unreachable: 60_000,
};

const mostServers = 2_000;

interface Finding {
  readonly server: ServerName | undefined;
  readonly lifetimeMs: number;
}

export function createServerDelegation(
  deps: RemoteFileDeps & { readonly clock: Clock },
): ServerDelegation {
  const cache = createExpiringCache<Finding>(deps.clock, mostServers);
  return async (name, signal) => {
    const known = cache.get(name.host);
    if (known !== undefined) return known.server;
    const file = new URL(`https://${name.host}/.well-known/matrix/server`);
    const finding = read(await getRemoteFile(file, signal, deps));
    cache.set(name.host, finding, finding.lifetimeMs);
    return finding.server;
  };
}

function read(answer: PinnedAnswer | undefined): Finding {
  if (answer === undefined || answer.status >= 500) {
    return { server: undefined, lifetimeMs: lifetime.unreachable };
  }
  const text = answer.status === 200 ? parseServerDiscovery(parseJson(answer.text)) : undefined;
  const server = text === undefined ? undefined : parseServerName(text);
  if (server === undefined) return { server, lifetimeMs: lifetime.none };
  return { server, lifetimeMs: lifetimeOf(answer.headers["cache-control"]) };
}

function lifetimeOf(cacheControl: string | string[] | undefined): number {
  const directives = String(cacheControl ?? "");
  if (/(?:^|[\s,])no-(?:store|cache)(?:[\s,=]|$)/i.test(directives)) return lifetime.shortest;
  const maxAge = /(?:^|[\s,])max-age="?(\d+)/i.exec(directives)?.[1];
  if (maxAge === undefined) return lifetime.default;
  return Math.min(Math.max(Number(maxAge) * 1000, lifetime.shortest), lifetime.longest);
}
