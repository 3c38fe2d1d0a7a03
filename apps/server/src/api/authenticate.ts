import type { FastifyInstance, FastifyRequest } from "fastify";
import { OpenIdRefused, type OpenIdVerifier } from "../authorisation/openId/openIdVerifier.ts";
import { bearerToken } from "../http/bearerToken.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { MatrixError } from "../http/matrixError.ts";
import { createRequestLimiter } from "../http/requestLimiter.ts";

/** Who sent a request, as their homeserver vouches. */
interface Caller {
  readonly userId: string;
  /** Their homeserver, the domain of `userId`. */
  readonly serverName: string;
}

/**
 * Finds out who sent a request. Call it first in every route, before anything is looked up. Rejects with `MatrixError`:
 * 401 `M_MISSING_TOKEN` without a token, 401 `M_UNKNOWN_TOKEN` when it proves nothing (the reason is in our log alone),
 * 429 `M_LIMIT_EXCEEDED` with the time to wait.
 */
export type Authenticate = (request: FastifyRequest) => Promise<Caller>;

export interface AuthenticateDeps {
  readonly openId: OpenIdVerifier;
  readonly config: { readonly serverName: string };
}

/** Of the header that names the caller's homeserver. Without it the token is one of ours. */
const serverNameHeader = "x-matrix-server-name";
/** A person who pages through a long history stays far below; many people may share an address. */
const perUserPerMinute = 120;
const perAddressPerMinute = 1_200;

/**
 * Makes `scope` part of our own API: its answers are readable from any origin, `OPTIONS` of rooms and of one's own
 * things is answered, and its routes ask the function returned who calls. Callers send an OpenID token of their
 * homeserver (client-server API, `/openid/request_token`) as `Authorization: Bearer …`, and the homeserver's name in
 * `X-Matrix-Server-Name` when it is not ours. One user and one address (IPv6: a /64 network) may ask only so often.
 */
export async function createAuthenticate(
  scope: FastifyInstance,
  { openId, config }: AuthenticateDeps,
): Promise<Authenticate> {
  allowAnyOrigin(scope, {
    methods: "GET, POST, PUT, DELETE",
    headers: "Authorization, X-Matrix-Server-Name, Content-Type, Accept",
  });
  for (const path of ["/api/v1/rooms/*", "/api/v1/me/*"]) {
    scope.options(path, async (_request, reply) => reply.code(204).send());
  }
  const limiter = await createRequestLimiter(scope);
  const limitAddress = limiter.perAddress(perAddressPerMinute);
  const limitUser = limiter.perKey(perUserPerMinute);

  return async (request) => {
    await limitAddress(request);
    const accessToken = bearerToken(request);
    if (accessToken === undefined) {
      throw new MatrixError(401, "M_MISSING_TOKEN", "The request needs an OpenID token");
    }
    const named = request.headers[serverNameHeader];
    const serverName = typeof named === "string" ? named : config.serverName;
    const userId = await openId
      .verify({ accessToken, matrixServerName: serverName })
      .catch((cause: unknown) => {
        if (!(cause instanceof OpenIdRefused)) throw cause;
        throw new MatrixError(401, "M_UNKNOWN_TOKEN", "The OpenID token proves nothing", { cause });
      });
    await limitUser(request, userId);
    return { userId, serverName };
  };
}
