import { parseJson } from "@confab/protocol";
import { checkedAddresses } from "../authorisation/serverName/checkedAddresses.ts";
import type { RemoteFileDeps } from "../authorisation/serverName/remoteFile.ts";
import { createJsonClient, type JsonClient } from "../http/jsonClient.ts";
import { readRetryAfter } from "../http/retryAfter.ts";
import type { Clock } from "../time/clock.ts";
import { withDeadline } from "../time/deadline.ts";
import type { ClientApi, ClientApiAnswer, ClientApiRequest } from "./clientApi.ts";
import { createClientApiLocation } from "./clientApiLocation.ts";

export interface ClientApiDeps extends RemoteFileDeps {
  /** Our own Matrix server name. */
  readonly serverName: string;
  /** Our own homeserver at the address of the configuration, and the application service's token (a secret). */
  readonly homeserver: { readonly client: JsonClient; readonly asToken: string } | undefined;
  /** Server names and the base URLs to use for them instead of what they say themselves. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

const locateTimeoutMs = 10_000;
const maxBytes = 64 * 1024;

export interface ClosableClientApi extends ClientApi {
  close(): Promise<void>;
}

export function createClientApi(deps: ClientApiDeps): ClosableClientApi {
  const { serverName: ownName, homeserver, clock } = deps;
  const overrides = new Map(
    Object.entries(deps.overrides).map(([name, url]) => [name, createJsonClient(url)]),
  );
  const locate = createClientApiLocation(deps);

  function clientOf(serverName: string): JsonClient | undefined {
    return overrides.get(serverName) ?? (serverName === ownName ? homeserver?.client : undefined);
  }

  async function find(serverName: string, signal: AbortSignal) {
    const location = await locate(serverName, signal);
    if (location === undefined) {
      throw new Error(`${serverName} says nowhere where its client-server API is`);
    }
    return location;
  }

  async function askFound(
    serverName: string,
    request: ClientApiRequest,
    signal: AbortSignal,
  ): Promise<ClientApiAnswer> {
    const { server, pathPrefix } = await find(serverName, signal);
    const answer = await deps.https(
      {
        addresses: await checkedAddresses(server, deps),
        port: server.port ?? 443,
        hostHeader: server.text,
      },
      {
        method: request.method,
        path: pathPrefix + withQuery(request.path, request.query),
        body: request.body,
        signal,
        maxBytes,
      },
    );
    const header = answer.headers["retry-after"];
    const body = parseJson(answer.text);
    const retryAfter = typeof header === "string" ? header : undefined;
    return {
      status: answer.status,
      body,
      retryAfterMs: readRetryAfter(retryAfter, body, clock.now()),
    };
  }

  async function askDirectly(
    client: JsonClient,
    { method, path, query = {}, body, asUser, timeoutMs }: ClientApiRequest,
  ): Promise<ClientApiAnswer> {
    const answer = await client.request({
      method,
      path,
      query: asUser === undefined ? query : { ...query, user_id: asUser },
      ...(body === undefined ? {} : { body }),
      ...(asUser === undefined || homeserver === undefined
        ? {}
        : { accessToken: homeserver.asToken }),
      timeoutMs,
    });
    const retryAfterMs = readRetryAfter(answer.retryAfter, answer.body, clock.now());
    return { status: answer.status, body: answer.body, retryAfterMs };
  }

  return {
    async locate(serverName) {
      if (clientOf(serverName) !== undefined) return;
      await withDeadline(clock, locateTimeoutMs, (signal) => find(serverName, signal));
    },
    async request(serverName, request) {
      if (request.asUser !== undefined && (serverName !== ownName || homeserver === undefined)) {
        throw new Error("the application service is one of our own homeserver alone");
      }
      const client = clientOf(serverName);
      if (client !== undefined) return askDirectly(client, request);
      return withDeadline(clock, request.timeoutMs, (signal) =>
        askFound(serverName, request, signal),
      );
    },
    async close() {
      await Promise.all([...overrides.values()].map((client) => client.close()));
    },
  };
}

function withQuery(path: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}
