import type { FastifyHttpProxyOptions } from "@fastify/http-proxy";
import type { FastifyReply, RawServerBase, RouteGenericInterface } from "fastify";
import { forwardedHeaders } from "./forwardedHeaders.ts";
import { MatrixError } from "./matrixError.ts";

/** How requests go to a component of ours; `name` is what a person reads when it does not answer. */
export function proxyOptions(upstream: string, name: string): FastifyHttpProxyOptions {
  return {
    upstream,
    disableRequestLogging: true,
    // Every long poll holds a connection; the default of 128 would be the most users we can have.
    undici: { connections: null, connect: { timeout: 5_000 } },
    // Closed with the server, so that long polls do not hold it up.
    destroyAgent: true,
    replyOptions: {
      rewriteRequestHeaders: forwardedHeaders,
      // A 503 of the component is an answer for the client, who knows better when to ask again.
      retryDelay: () => null,
      onError: (reply) => {
        answerForMissingComponent(reply, name);
      },
    },
  };
}

function answerForMissingComponent(
  reply: FastifyReply<RouteGenericInterface, RawServerBase>,
  name: string,
): void {
  // Readable for any page, as the component's own answers are: otherwise a client on another origin would only see
  // that there was a network error.
  void reply.headers({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization, Date",
  });
  if (reply.request.method === "OPTIONS") {
    void reply.code(204).send();
    return;
  }
  const answer = new MatrixError(502, "M_UNKNOWN", `The ${name} does not answer`);
  void reply.code(answer.status).type("application/json").send(JSON.stringify(answer.toBody()));
}
