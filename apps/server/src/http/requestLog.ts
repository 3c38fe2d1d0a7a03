import type { FastifyInstance, FastifyServerOptions } from "fastify";
import type { ServerConfig } from "@confab/protocol";

export interface LogStream {
  write(line: string): void;
}

/**
 * Structured logs. A URL carries tokens in its query and room ids in its path, so that the log names the route
 * instead; headers and bodies are never logged, and redaction catches what a library might add.
 */
export function loggerOptions(
  level: ServerConfig["logLevel"],
  stream?: LogStream,
): NonNullable<FastifyServerOptions["logger"]> {
  return {
    level,
    base: null,
    redact: {
      paths: ["authorization", "access_token", "accessToken", "jwt", "token"].flatMap((field) => [
        field,
        `*.${field}`,
        `*.*.${field}`,
      ]),
    },
    serializers: {
      req: (request) => ({ method: request.method, route: request.routeOptions?.url }),
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
