import type { FastifyInstance } from "fastify";
import { Counter, type Registry } from "prom-client";

/** Last part of a route, and the name of the endpoint in all its generations and places. */
const endpoints: ReadonlyMap<string, string> = new Map([
  ["get", "sfu_get"],
  ["get_token", "get_token"],
  ["delegate_delayed_leave", "delegate_delayed_leave"],
]);

const outcomes: ReadonlyMap<number, string> = new Map([
  [200, "granted"],
  [400, "invalid"],
  [401, "unauthorised"],
  [403, "forbidden"],
  [413, "invalid"],
  [429, "limited"],
]);

/** Counts the answers of the token endpoints in a scope. To be called before its routes are registered. */
type CountTokenAnswers = (scope: FastifyInstance) => void;

/**
 * How many tokens were asked for and what came of it, over all generations of the API: `granted`, `invalid` (the
 * request), `unauthorised` (no proof of who asks), `forbidden` (not in the room, removed, locked), `limited`, and
 * `failed` for what is our or another server's fault.
 */
export function createTokenMetrics(metrics: Registry): CountTokenAnswers {
  const requests = new Counter({
    name: "confab_token_requests_total",
    help: "Token and delegation requests by endpoint, who asked, and outcome",
    labelNames: ["endpoint", "asked_by", "outcome"],
    registers: [metrics],
  });
  return (scope) => {
    scope.addHook("onResponse", (request, reply, done) => {
      const { url = "" } = request.routeOptions;
      const endpoint = endpoints.get(url.slice(url.lastIndexOf("/") + 1));
      if (endpoint !== undefined && request.method === "POST") {
        const outcome = outcomes.get(reply.statusCode) ?? "failed";
        requests.inc({ endpoint, asked_by: askedBy(url), outcome });
      }
      done();
    });
  };
}

/** Clients with an OpenID token, or the homeserver on behalf of a user or of another homeserver. */
function askedBy(route: string): "client" | "homeserver" | "federation" {
  if (route.startsWith("/_matrix/federation/")) return "federation";
  return route.startsWith("/_matrix/") ? "homeserver" : "client";
}
