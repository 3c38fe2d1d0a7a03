import type { FastifyInstance } from "fastify";
import type { Backend } from "../backend.ts";
import { publicUrls } from "../config/publicUrls.ts";
import type { LeaveDelegation } from "../delegation/leaveDelegation.ts";
import type { JsonClient } from "../http/jsonClient.ts";
import type { CallGate } from "../membership/callGate.ts";
import type { MintJoinToken } from "../sfu/joinToken.ts";
import { createAppServiceCalls } from "./appServiceCalls.ts";
import { appServiceRoutes } from "./appServiceRoutes.ts";
import { authorisationRoutes } from "./authorisationRoutes.ts";
import { createAuthorisationService } from "./authorisationService.ts";
import { createCallEntrance } from "./callEntrance.ts";
import { createFederationRelay } from "./federationRelay.ts";
import { createHomeserverCheck } from "./homeserverToken.ts";
import { createRequestLimits } from "./requestLimits.ts";
import { createScheduledLeaves } from "./scheduledLeaves.ts";

/** The token API in all its generations, over one core. */
export interface TokenApi {
  /** For clients, below the base path. */
  clientRoutes(app: FastifyInstance): Promise<void>;
  /** For our homeserver. None when we are not its application service. */
  homeserverRoutes(app: FastifyInstance): Promise<void>;
}

export interface TokenApiDeps {
  readonly app: FastifyInstance;
  readonly homeserver: JsonClient | undefined;
  readonly gate: CallGate;
  readonly delegation: LeaveDelegation;
  readonly mint: MintJoinToken;
}

export async function createTokenApi(backend: Backend, deps: TokenApiDeps): Promise<TokenApi> {
  const { config, appService, clientApi, calls, openId, sfu: rooms } = backend;
  const { homeserver, gate, delegation, mint } = deps;
  const sfuUrl = config.sfu.publicUrl ?? publicUrls(config.publicUrl).sfu;
  const limits = await createRequestLimits(deps.app, config);
  const sfuHost = new URL(config.sfu.url).host;
  const entrance = createCallEntrance({
    gate,
    mint,
    rooms,
    sfuHost,
    calls,
    clientApi,
    delegation,
  });
  const service = createAuthorisationService({ openId, entrance, config, sfuUrl });
  return {
    async clientRoutes(app) {
      await app.register(async (scope) => {
        authorisationRoutes(scope, { service, limits });
      });
    },
    async homeserverRoutes(app) {
      if (homeserver === undefined || appService === undefined || config.homeserver === undefined) {
        return;
      }
      const { serverName } = config;
      const { asToken, hsToken } = config.homeserver;
      const appServiceCalls = createAppServiceCalls({
        appService,
        entrance,
        relay: createFederationRelay(homeserver, asToken),
        leaves: createScheduledLeaves(clientApi, serverName),
        config,
        sfuUrl,
      });
      const checkHomeserver = createHomeserverCheck(hsToken);
      await app.register(async (scope) => {
        appServiceRoutes(scope, { calls: appServiceCalls, limits, checkHomeserver, serverName });
      });
    },
  };
}
