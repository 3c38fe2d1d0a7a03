import { parseJson, parseServerDiscovery } from "@confab/protocol";
import type { Clock } from "../../time/clock.ts";
import type { AddressPolicy } from "./addressPolicy.ts";
import { checkedAddresses } from "./checkedAddresses.ts";
import type { DnsResolver } from "./dnsResolver.ts";
import { createExpiringCache } from "./expiringCache.ts";
import type { PinnedAnswer, PinnedGet } from "./pinnedHttps.ts";
import { parseServerName, type ServerName } from "./serverName.ts";

/** Asks `https://<name>/.well-known/matrix/server` for the delegated name; undefined when there is none. */
export type ServerDelegation = (
  name: ServerName,
  signal: AbortSignal,
) => Promise<ServerName | undefined>;

const wellKnownPath = "/.well-known/matrix/server";
const maxRedirects = 3;
const maxBytes = 50 * 1024;

/** How long an answer is believed (server-server API, "Resolving server names"), in milliseconds. */
const lifetime = {
  default: 24 * 3_600_000,
  longest: 48 * 3_600_000,
  /** It answered, and there is no delegation. */
  none: 3_600_000,
  /** It did not answer, which may be over soon. */
  unreachable: 60_000,
};

interface Finding {
  readonly server: ServerName | undefined;
  readonly lifetimeMs: number;
}

export function createServerDelegation(deps: {
  readonly get: PinnedGet;
  readonly dns: DnsResolver;
  readonly mayReach: AddressPolicy;
  readonly clock: Clock;
}): ServerDelegation {
  const cache = createExpiringCache<Finding>(deps.clock, 2_000);

  async function ask(host: string, signal: AbortSignal): Promise<Finding> {
    let url = new URL(`https://${host}${wellKnownPath}`);
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const answer = await askAt(url, signal);
      if (answer === undefined || answer.status >= 500)
        return { server: undefined, lifetimeMs: lifetime.unreachable };
      const next = redirectTarget(url, answer);
      if (next === undefined) return read(answer);
      url = next;
    }
    return { server: undefined, lifetimeMs: lifetime.none };
  }

  async function askAt(url: URL, signal: AbortSignal): Promise<PinnedAnswer | undefined> {
    const server = parseServerName(url.host);
    if (url.protocol !== "https:" || server === undefined) return undefined;
    const addresses = await checkedAddresses(server, deps);
    const destination = { addresses, port: server.port ?? 443, hostHeader: server.text };
    return deps
      .get(destination, url.pathname + url.search, { signal, maxBytes })
      .catch(() => undefined);
  }

  return async (name, signal) => {
    const known = cache.get(name.host);
    if (known !== undefined) return known.server;
    const finding = await ask(name.host, signal);
    cache.set(name.host, finding, finding.lifetimeMs);
    return finding.server;
  };
}

function redirectTarget(from: URL, answer: PinnedAnswer): URL | undefined {
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || typeof location !== "string") return undefined;
  return URL.parse(location, from.href) ?? undefined;
}

function read(answer: PinnedAnswer): Finding {
  const text = answer.status === 200 ? parseServerDiscovery(parseJson(answer.text)) : undefined;
  const server = text === undefined ? undefined : parseServerName(text);
  if (server === undefined) return { server, lifetimeMs: lifetime.none };
  return { server, lifetimeMs: lifetimeOf(answer.headers["cache-control"]) };
}

function lifetimeOf(cacheControl: string | string[] | undefined): number {
  const maxAge = /(?:^|[\s,])max-age="?(\d+)/i.exec(String(cacheControl ?? ""))?.[1];
  return maxAge === undefined
    ? lifetime.default
    : Math.min(Number(maxAge) * 1000, lifetime.longest);
}
