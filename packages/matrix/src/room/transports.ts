import { type HttpClient, MatrixRequestError } from "@confab/core";
import {
  type LivekitTransport,
  parseClientDiscovery,
  parseTransports,
  serverNameOf,
} from "@confab/protocol";
import type { ClientServerApi } from "../clientServer/clientServerApi.ts";

const timeoutMs = 10_000;

/**
 * The SFUs that the user's homeserver offers: its transports endpoint (MSC4143), then the client discovery document
 * of its server name, and of the homeserver's own address where the server name has no web server.
 */
export async function fetchTransports(deps: {
  readonly api: ClientServerApi;
  readonly http: HttpClient;
  readonly userId: string;
  readonly homeserverUrl: string;
}): Promise<readonly LivekitTransport[]> {
  const offered = await askHomeserver(deps.api);
  if (offered.length > 0) return offered;
  for (const origin of [`https://${serverNameOf(deps.userId)}`, deps.homeserverUrl]) {
    const discovered = await discover(deps.http, origin);
    if (discovered.length > 0) return discovered;
  }
  return [];
}

async function askHomeserver(api: ClientServerApi): Promise<readonly LivekitTransport[]> {
  try {
    return parseTransports(await api.get("/unstable/org.matrix.msc4143/rtc/transports"));
  } catch (error) {
    if (error instanceof MatrixRequestError && error.status === 404) return [];
    throw error;
  }
}

async function discover(http: HttpClient, origin: string): Promise<readonly LivekitTransport[]> {
  try {
    const url = `${origin}/.well-known/matrix/client`;
    const { body } = await http.request({ method: "GET", url, timeoutMs });
    return parseClientDiscovery(body).transports;
  } catch {
    // Nothing found there; the caller knows other places.
    return [];
  }
}
