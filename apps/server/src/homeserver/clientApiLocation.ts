import { parseClientDiscovery, parseJson } from "@confab/protocol";
import { createExpiringCache } from "../authorisation/serverName/expiringCache.ts";
import { getRemoteFile, type RemoteFileDeps } from "../authorisation/serverName/remoteFile.ts";
import { parseServerName, type ServerName } from "../authorisation/serverName/serverName.ts";
import type { Clock } from "../time/clock.ts";

/** Where a homeserver's client-server API is. */
interface ClientApiLocation {
  readonly server: ServerName;
  /** Of the base URL, without a trailing slash. */
  readonly pathPrefix: string;
}

/** Asks `https://<name>/.well-known/matrix/client`; undefined when it names no place that is served over HTTPS. */
export type LocateClientApi = (
  serverName: string,
  signal: AbortSignal,
) => Promise<ClientApiLocation | undefined>;

const foundMs = 4 * 3_600_000;
const notFoundMs = 60_000;
const mostServers = 2_000;

interface Finding {
  readonly location: ClientApiLocation | undefined;
}

export function createClientApiLocation(
  deps: RemoteFileDeps & { readonly clock: Clock },
): LocateClientApi {
  const cache = createExpiringCache<Finding>(deps.clock, mostServers);
  return async (serverName, signal) => {
    const name = parseServerName(serverName);
    if (name === undefined) return undefined;
    const known = cache.get(name.text);
    if (known !== undefined) return known.location;
    const file = new URL(`https://${name.text}/.well-known/matrix/client`);
    const answer = await getRemoteFile(file, signal, deps);
    const location = answer?.status === 200 ? read(answer.text) : undefined;
    cache.set(name.text, { location }, location === undefined ? notFoundMs : foundMs);
    return location;
  };
}

function read(text: string): ClientApiLocation | undefined {
  const url = URL.parse(parseClientDiscovery(parseJson(text)).homeserverUrl ?? "");
  if (url?.protocol !== "https:") return undefined;
  const server = parseServerName(url.host);
  return server && { server, pathPrefix: url.pathname.replace(/\/+$/, "") };
}
