import type { ServerConfig } from "@confab/protocol";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { errorInLog } from "./errorInLog.ts";
import { createSecretFilter } from "./hideSecrets.ts";

export interface LogStream {
  write(line: string): void;
}

/**
 * Structured logs, one JSON object per line. A URL carries tokens in its query and room ids in its path, so that the
 * log names the route instead; headers and bodies are never logged. What a library might add all the same is taken
 * out of the finished line.
 */
export function loggerOptions(
  config: Pick<ServerConfig, "logLevel" | "homeserver" | "sfu" | "database">,
  stream?: LogStream,
): NonNullable<FastifyServerOptions["logger"]> {
  const { homeserver, sfu, database } = config;
  return {
    level: config.logLevel,
    base: null,
    serializers: {
      req: (request) => ({ method: request.method, route: request.routeOptions?.url }),
      err: errorInLog,
    },
    hooks: {
      streamWrite: createSecretFilter([
        homeserver?.asToken ?? "",
        homeserver?.hsToken ?? "",
        sfu.apiSecret,
        database?.url ?? "",
      ]),
    },
    ...(stream === undefined ? {} : { stream }),
  };
}

/** One line per answered request. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "(none)",
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      "answered",
    );
    done();
  });
}
