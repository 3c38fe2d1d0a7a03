import { readFileSync } from "node:fs";
import type { ServerConfig } from "@confab/protocol";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { Registry } from "prom-client";
import { createAuthenticate } from "./api/authenticate.ts";
import { describeApi } from "./api/describeApi.ts";
import { createTokenApi } from "./authorisation/createTokenApi.ts";
import { createOpenIdVerifier } from "./authorisation/openId/createOpenIdVerifier.ts";
import { createAddressPolicy } from "./authorisation/serverName/addressPolicy.ts";
import type { DnsResolver } from "./authorisation/serverName/dnsResolver.ts";
import type { PinnedHttps } from "./authorisation/serverName/pinnedHttps.ts";
import type { Backend, BackgroundWork } from "./backend.ts";
import { createCallIndex } from "./calls/callIndex.ts";
import { createDelegation } from "./delegation/createDelegation.ts";
import { discoveryRoutes } from "./discovery/discoveryRoutes.ts";
import { createGuests } from "./guests/createGuests.ts";
import { createHealthCheck } from "./health/healthCheck.ts";
import { healthRoutes } from "./health/healthRoutes.ts";
import { createProbes } from "./health/probes.ts";
import { createAppServiceApi } from "./homeserver/createAppServiceApi.ts";
import { createClientApi } from "./homeserver/createClientApi.ts";
import { homeserverProxy } from "./homeserver/homeserverProxy.ts";
import { answerErrors, refuseUnknownPath, sendMatrixError } from "./http/answerErrors.ts";
import { createJsonClient, type JsonClient } from "./http/jsonClient.ts";
import { MatrixError } from "./http/matrixError.ts";
import { logAnswers, loggerOptions, type LogStream } from "./http/requestLog.ts";
import { createMembership } from "./membership/createMembership.ts";
import { createCallModeration } from "./moderation/callModeration.ts";
import { moderationRoutes } from "./moderation/moderationRoutes.ts";
import { registerHealthMetrics } from "./operations/healthMetrics.ts";
import { createHttpMetrics } from "./operations/httpMetrics.ts";
import { createMetricsServer } from "./operations/metricsServer.ts";
import { createTokenMetrics } from "./operations/tokenMetrics.ts";
import { measureVerifications } from "./operations/verificationMetrics.ts";
import { createRecords } from "./records/createRecords.ts";
import { createAccessTokenSigner } from "./sfu/accessToken.ts";
import { createAutoCreateCheck } from "./sfu/autoCreateCheck.ts";
import { createHandshakeCheck } from "./sfu/handshakeCheck.ts";
import { createJoinTokenMint } from "./sfu/joinToken.ts";
import { createSfuEvents } from "./sfu/sfuEvents.ts";
import { sfuProxy } from "./sfu/sfuProxy.ts";
import { createLivekitRooms } from "./sfu/sfuRooms.ts";
import { createRoomsOfNodes, createSfuNodes } from "./sfu/sfuNodes.ts";
import { createWebhookReceiver } from "./sfu/webhookReceiver.ts";
import { createTokenCheck } from "./sfu/tokenCheck.ts";
import { webhookRoutes } from "./sfu/webhookRoutes.ts";
import { openDatabase } from "./storage/database.ts";
import type { Clock } from "./time/clock.ts";
import { webApp } from "./web/webApp.ts";

export interface ServerDeps {
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** For reaching other homeservers. */
  readonly dns: DnsResolver;
  readonly https: PinnedHttps;
  /** Standard output when absent. */
  readonly logStream?: LogStream;
}

export interface ConfabServer {
  /** For everybody. */
  readonly app: FastifyInstance;
  /** For the homeserver and the SFU; undefined when there is no listener of its own for them. */
  readonly internal: FastifyInstance | undefined;
  /** `/metrics`; undefined when the configuration has no listener for it. */
  readonly metrics: FastifyInstance | undefined;
  /** Listens where the configuration says. */
  listen(): Promise<void>;
  /** Takes no more requests, lets answers under way finish, and ends the work in the background. */
  close(): Promise<void>;
  /** Cuts off every connection. */
  closeAllConnections(): void;
}

/**
 * The complete server, not yet listening. The work in the background starts when it listens and ends when it is
 * closed.
 */
export async function createServer(config: ServerConfig, deps: ServerDeps): Promise<ConfabServer> {
  const { clock, randomBytes, dns, https } = deps;
  const mayReach = createAddressPolicy(config.allowedNetworks);
  const app = listener(config, deps, config.tls);
  const internal = config.internalBind === undefined ? undefined : listener(config, deps);
  const metrics = new Registry();
  const measureAnswers = createHttpMetrics(metrics);
  measureAnswers(app, "public");
  if (internal !== undefined) measureAnswers(internal, "internal");
  const metricsApp =
    config.metricsBind === undefined
      ? undefined
      : createMetricsServer({ metrics, clock, log: app.log });

  const homeserver =
    config.homeserver === undefined ? undefined : createJsonClient(config.homeserver.url);
  const sfuClient = createJsonClient(config.sfu.url);
  const nodes = createSfuNodes(config.sfu.url, config.sfu.moreUrls);
  const signForSfu = createAccessTokenSigner(config.sfu, clock);
  const nodeClients: JsonClient[] = [];
  const rooms = createRoomsOfNodes(nodes, (url) => {
    const client = createJsonClient(url);
    nodeClients.push(client);
    return createLivekitRooms(client, signForSfu);
  });
  const mint = createJoinTokenMint(config.sfu, clock, config.tokens.lifetimeSeconds);
  const database = await openDatabase(config, (error) => {
    app.log.warn({ err: error }, "a connection to the database was lost");
  });
  const clientApi = createClientApi({
    serverName: config.serverName,
    homeserver: homeserver && config.homeserver && { ...config.homeserver, client: homeserver },
    overrides: config.clientApiOverrides,
    mayReach,
    dns,
    https,
    clock,
  });
  const backend: Backend = {
    config,
    clock,
    randomBytes,
    log: app.log,
    database,
    sfu: rooms,
    sfuEvents: createSfuEvents(),
    calls: createCallIndex(database, clock),
    openId: measureVerifications(
      createOpenIdVerifier({
        serverName: config.serverName,
        onlyHomeservers: config.onlyHomeservers,
        trustedHomeservers: config.fullAccessHomeservers,
        homeserver,
        mayReach,
        dns,
        https,
        clock,
      }),
      { metrics, serverName: config.serverName, clock },
    ),
    appService:
      homeserver === undefined || config.homeserver === undefined
        ? undefined
        : createAppServiceApi({
            homeserver,
            asToken: config.homeserver.asToken,
            serverName: config.serverName,
            check: config.membership.check,
            clock,
            log: app.log,
          }),
    clientApi,
    metrics,
  };
  const membership = createMembership(backend);
  const delegation = createDelegation(backend);
  const records = createRecords(backend);
  membership.matrixEvents.subscribe(records.hearMatrix);
  const guests = createGuests(backend, homeserver);
  const background: readonly BackgroundWork[] = [
    membership,
    delegation,
    records,
    guests,
    createAutoCreateCheck({ sfu: sfuClient, mint, clock, randomBytes, log: app.log }),
  ];
  const tokenApi = await createTokenApi(backend, {
    app,
    homeserver,
    gate: membership.gate,
    delegation,
    mint,
  });
  const probes = createProbes({ homeserver, rooms, turn: config.turn, database, randomBytes });
  const checkHealth = createHealthCheck(probes, clock);
  registerHealthMetrics(metrics, checkHealth);

  const countTokenAnswers = createTokenMetrics(metrics);
  const receiveWebhook = createWebhookReceiver(backend);
  const callService = async (scope: FastifyInstance) => {
    countTokenAnswers(scope);
    await tokenApi.clientRoutes(scope);
    webhookRoutes(scope, receiveWebhook);
  };
  await app.register(callService, { prefix: "/livekit/jwt" });
  const internalRoutes = async (scope: FastifyInstance) => {
    countTokenAnswers(scope);
    await tokenApi.homeserverRoutes(scope);
    membership.internalRoutes(scope);
  };
  if (internal !== undefined) {
    internal.setNotFoundHandler(refuseUnknownPath);
    await internal.register(internalRoutes);
    await internal.register(async (scope) => {
      webhookRoutes(scope, receiveWebhook);
    });
  }
  await app.register(async (scope) => {
    // Alone, the token service has the address to itself, with the answer of the services that it stands in for.
    healthRoutes(scope, checkHealth, config.mode === "service" ? "/readyz" : "/healthz");
    await guests.routes(scope);
    await scope.register(async (api) => {
      const authenticate = await createAuthenticate(api, backend);
      describeApi(api);
      records.routes(api, authenticate);
      moderationRoutes(api, authenticate, createCallModeration(backend, membership));
    });
    scope.all("/api/*", refuseUnknownPath);
  });
  if (config.mode === "service") {
    await app.register(callService);
    if (internal === undefined) await app.register(internalRoutes);
  } else {
    await app.register(async (scope) => {
      discoveryRoutes(scope, config);
    });
    if (config.homeserver !== undefined) await homeserverProxy(app, config.homeserver.url);
    await sfuProxy(
      app,
      nodes,
      createHandshakeCheck(membership.gate, createTokenCheck(config.sfu.apiSecret, clock)),
    );
    const { publicUrl, webRoot } = config;
    if (webRoot !== undefined) {
      await app.register(async (scope) => {
        await webApp(scope, { publicUrl, webRoot });
      });
    }
  }

  const listeners = [
    { app, bind: config.bind },
    ...(internal === undefined ? [] : [{ app: internal, bind: config.internalBind }]),
    ...(metricsApp === undefined ? [] : [{ app: metricsApp, bind: config.metricsBind }]),
  ];
  app.addHook("onListen", async () => {
    for (const work of background) work.start();
  });
  app.addHook("onClose", async () => {
    await Promise.all(background.map((work) => work.stop()));
    const clients = [homeserver, sfuClient, ...nodeClients, clientApi];
    await Promise.all(clients.map(async (client) => client?.close()));
    await database.destroy();
  });
  return {
    app,
    internal,
    metrics: metricsApp,
    async listen() {
      // What others wait for comes last: when it answers, everything does.
      for (const { app: one, bind } of listeners.toReversed()) {
        await one.listen({
          ...bind,
          listenTextResolver: (address) =>
            one === app ? `listening for ${config.publicUrl}` : `listening at ${address}`,
        });
      }
    },
    async close() {
      await Promise.all(listeners.toReversed().map((one) => one.app.close()));
    },
    closeAllConnections() {
      for (const one of listeners) one.app.server.closeAllConnections();
    },
  };
}

function listener(
  config: ServerConfig,
  { randomBytes, logStream }: ServerDeps,
  tls?: ServerConfig["tls"],
): FastifyInstance {
  const app = Fastify({
    ...(tls === undefined
      ? {}
      : { https: { cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) } }),
    logger: loggerOptions(config, logStream),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => Buffer.from(randomBytes(8)).toString("hex"),
    requestIdHeader: false,
    trustProxy: config.trustedProxies ?? ["127.0.0.0/8", "::1/128"],
    // Proxied bodies are not read here and have the limits of their component.
    bodyLimit: 16 * 1024,
    return503OnClosing: false,
    // Three times the length of a Matrix id, since every byte of it may be escaped.
    routerOptions: { maxParamLength: 3 * 255 },
    frameworkErrors: (_error, _request, reply) => {
      sendMatrixError(reply, new MatrixError(400, "M_UNKNOWN", "The request is not understood"));
    },
  });
  answerErrors(app);
  logAnswers(app);
  return app;
}
