import {
  isUserId,
  parseAppServiceDelegation,
  parseAppServiceTokenRequest,
  parseFederatedTokenRequest,
  serverNameOf,
} from "@confab/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { MatrixError } from "../http/matrixError.ts";
import type { AppServiceCalls } from "./appServiceCalls.ts";
import type { ApiVersion } from "./federationRelay.ts";
import { type CheckHomeserver } from "./homeserverToken.ts";
import { readAnyBodyAsJson } from "./readAnyBodyAsJson.ts";
import type { RequestLimits } from "./requestLimits.ts";
import { requestError } from "./tokenRequestErrors.ts";

const prefixes: ReadonlyMap<ApiVersion, readonly [client: string, federation: string]> = new Map([
  [
    "unstable",
    [
      "/_matrix/client/unstable/io.element.msc4195/rtc/livekit",
      "/_matrix/federation/unstable/io.element.msc4195/rtc/livekit",
    ],
  ],
  ["stable", ["/_matrix/client/v1/rtc/livekit", "/_matrix/federation/v1/rtc/livekit"]],
]);

export interface AppServiceRoutesDeps {
  readonly calls: AppServiceCalls;
  readonly limits: RequestLimits;
  readonly checkHomeserver: CheckHomeserver;
  /** Matrix server name of our homeserver. */
  readonly serverName: string;
}

/**
 * What our homeserver passes on to its application service (MSC4512). It alone knows the token; who asked, it says in a
 * header that it lets no client set.
 */
export function appServiceRoutes(app: FastifyInstance, deps: AppServiceRoutesDeps): void {
  const { calls, limits, serverName } = deps;
  readAnyBodyAsJson(app);
  app.addHook("onRequest", async (request) => {
    deps.checkHomeserver(request);
  });

  app.post("/_matrix/app/v1/ping", async () => ({}));

  for (const [version, [client, federation]] of prefixes) {
    app.post(`${client}/get_token`, async (request) => {
      const userId = askingUser(request, serverName);
      const result = parseAppServiceTokenRequest(request.body);
      if ("problem" in result) throw requestError(result.problem);
      return calls.ownToken(userId, result.request, version, limits.paceOf(request));
    });
    app.post(`${client}/delegate_delayed_leave`, async (request) => {
      const userId = askingUser(request, serverName);
      const result = parseAppServiceDelegation(request.body);
      if ("problem" in result) throw requestError(result.problem);
      await calls.takeOverLeave(userId, result.request, limits.paceOf(request));
      return {};
    });
    app.post(`${federation}/get_token`, async (request) => {
      const origin = askingServer(request);
      const result = parseFederatedTokenRequest(request.body);
      if ("problem" in result) throw requestError(result.problem);
      return calls.foreignToken(origin, result.request, limits.paceOf(request));
    });
  }
}

function askingUser(request: FastifyRequest, serverName: string): string {
  const userId = request.headers["x-matrix-user-identifier"];
  if (typeof userId !== "string" || userId === "") {
    throw new MatrixError(401, "M_UNAUTHORIZED", "Missing request authorization");
  }
  // Our homeserver asks for nobody but its own users.
  if (!isUserId(userId) || serverNameOf(userId) !== serverName) {
    throw new MatrixError(400, "M_INVALID_PARAM", "Malformed user identifier");
  }
  return userId;
}

function askingServer(request: FastifyRequest): string {
  const origin = request.headers["x-matrix-origin"];
  if (typeof origin !== "string" || origin === "") {
    throw new MatrixError(401, "M_UNAUTHORIZED", "Missing request origin");
  }
  return origin;
}
