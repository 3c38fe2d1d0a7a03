import type { AddressPolicy } from "./addressPolicy.ts";
import { checkedAddresses } from "./checkedAddresses.ts";
import type { DnsResolver } from "./dnsResolver.ts";
import type { PinnedAnswer, PinnedHttps } from "./pinnedHttps.ts";
import { parseServerName } from "./serverName.ts";

export interface RemoteFileDeps {
  readonly https: PinnedHttps;
  readonly dns: DnsResolver;
  readonly mayReach: AddressPolicy;
}

const maxRedirects = 3;
const maxBytes = 50 * 1024;

/**
 * Gets a file (`/.well-known/…`) of a server that somebody else named, over HTTPS, with up to three redirects, each
 * checked like the first. Undefined when nobody answers; a redirect is the answer when it is one too many.
 */
export async function getRemoteFile(
  file: URL,
  signal: AbortSignal,
  deps: RemoteFileDeps,
): Promise<PinnedAnswer | undefined> {
  let url = file;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await getOnce(url, signal, deps);
    if (answer === undefined || redirects === maxRedirects) return answer;
    const next = redirectTarget(url, answer);
    if (next === undefined) return answer;
    url = next;
  }
}

async function getOnce(
  url: URL,
  signal: AbortSignal,
  deps: RemoteFileDeps,
): Promise<PinnedAnswer | undefined> {
  const server = parseServerName(url.host);
  if (url.protocol !== "https:" || server === undefined) return undefined;
  const addresses = await checkedAddresses(server, deps);
  const destination = { addresses, port: server.port ?? 443, hostHeader: server.text };
  const path = url.pathname + url.search;
  return deps.https(destination, { method: "GET", path, signal, maxBytes }).catch(() => undefined);
}

function redirectTarget(from: URL, answer: PinnedAnswer): URL | undefined {
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || typeof location !== "string") return undefined;
  return URL.parse(location, from.href) ?? undefined;
}
