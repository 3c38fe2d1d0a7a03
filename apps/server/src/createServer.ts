import type { ServerConfig } from "@confab/protocol";
import Fastify, { LogController, type FastifyInstance } from "fastify";
import { authorisationRoutes } from "./authorisation/authorisationRoutes.ts";
import { createAuthorisationService } from "./authorisation/authorisationService.ts";
import { createOpenIdVerifier } from "./authorisation/openId/createOpenIdVerifier.ts";
import type { DnsResolver } from "./authorisation/serverName/dnsResolver.ts";
import type { PinnedGet } from "./authorisation/serverName/pinnedHttps.ts";
import { publicUrls } from "./config/publicUrls.ts";
import { discoveryRoutes } from "./discovery/discoveryRoutes.ts";
import { guestRoutes } from "./guests/guestRoutes.ts";
import { createGuestService } from "./guests/guestService.ts";
import { createGuestSweeper } from "./guests/guestSweeper.ts";
import { createSqliteGuestStore } from "./guests/sqliteGuestStore.ts";
import { createHealthCheck } from "./health/healthCheck.ts";
import { healthRoutes } from "./health/healthRoutes.ts";
import { createProbes } from "./health/probes.ts";
import { createGuestAccounts } from "./homeserver/guestAccounts.ts";
import { homeserverProxy } from "./homeserver/homeserverProxy.ts";
import { answerErrors, refuseUnknownPath, sendMatrixError } from "./http/answerErrors.ts";
import { createJsonClient } from "./http/jsonClient.ts";
import { MatrixError } from "./http/matrixError.ts";
import { logAnswers, loggerOptions, type LogStream } from "./http/requestLog.ts";
import { checkAutoCreate } from "./sfu/autoCreateCheck.ts";
import { createJoinTokenMint } from "./sfu/joinToken.ts";
import { sfuProxy } from "./sfu/sfuProxy.ts";
import { createLivekitRooms } from "./sfu/sfuRooms.ts";
import { openDatabase } from "./storage/database.ts";
import type { Clock } from "./time/clock.ts";
import { webApp } from "./web/webApp.ts";

export interface ServerDeps {
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** For reaching other homeservers. */
  readonly dns: DnsResolver;
  readonly get: PinnedGet;
  /** Standard output when absent. */
  readonly logStream?: LogStream;
}

/**
 * The complete server, not yet listening. The work in the background (taking back guest accounts, looking at the
 * SFU's configuration) starts when it listens and ends when it is closed.
 */
export async function createServer(
  config: ServerConfig,
  deps: ServerDeps,
): Promise<FastifyInstance> {
  const { clock, randomBytes, dns, get } = deps;
  const urls = publicUrls(config.publicUrl);
  const app = Fastify({
    logger: loggerOptions(config.logLevel, deps.logStream),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => Buffer.from(randomBytes(8)).toString("hex"),
    requestIdHeader: false,
    trustProxy: config.trustedProxies ?? ["127.0.0.0/8", "::1/128"],
    // Proxied bodies are not read here and have the limits of their component.
    bodyLimit: 16 * 1024,
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => {
      sendMatrixError(reply, new MatrixError(400, "M_UNKNOWN", "The request is not understood"));
    },
  });
  answerErrors(app);
  logAnswers(app);

  const homeserver = createJsonClient(config.homeserver.url);
  const sfu = createJsonClient(config.sfu.url);
  const rooms = createLivekitRooms(config.sfu);
  const mint = createJoinTokenMint(config.sfu, clock);
  const database = openDatabase(config.dataDir);
  const store = createSqliteGuestStore(database);
  const accounts = createGuestAccounts(homeserver, config.homeserver.asToken);
  const sweeper = createGuestSweeper({ accounts, store, clock, log: app.log });

  const authorise = createAuthorisationService({
    openId: createOpenIdVerifier({
      serverName: config.serverName,
      allowedNetworks: config.allowedNetworks,
      homeserver,
      dns,
      get,
      clock,
    }),
    rooms,
    mint,
    fullAccessHomeservers: config.fullAccessHomeservers,
    sfuUrl: urls.sfu,
  });
  const createGuest = createGuestService({
    accounts,
    store,
    clock,
    randomBytes,
    serverName: config.serverName,
    homeserverUrl: urls.homeserver,
    lifetimeMs: config.guests.lifetimeMs,
  });
  const probes = createProbes({ homeserver, rooms, turn: config.turn, database, randomBytes });

  await app.register(async (scope) => {
    discoveryRoutes(scope, config);
  });
  await app.register(
    async (scope) => {
      authorisationRoutes(scope, authorise);
    },
    { prefix: "/livekit/jwt" },
  );
  await app.register(async (scope) => {
    healthRoutes(scope, createHealthCheck(probes, clock));
    await guestRoutes(scope, { guests: config.guests, create: createGuest });
    scope.all("/api/*", refuseUnknownPath);
  });
  await homeserverProxy(app, config.homeserver.url);
  await sfuProxy(app, config.sfu.url);
  await app.register(async (scope) => {
    await webApp(scope, config);
  });

  let endCheck = () => {};
  app.addHook("onListen", async () => {
    sweeper.start();
    endCheck = checkAutoCreate({ sfu, mint, clock, randomBytes, log: app.log });
  });
  app.addHook("onClose", async () => {
    endCheck();
    await sweeper.stop();
    await Promise.all([homeserver.close(), sfu.close()]);
    database.close();
  });
  return app;
}
