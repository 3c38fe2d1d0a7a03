import { type ServerConfig, serverNameOf } from "@confab/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { createRequestLimiter } from "../http/requestLimiter.ts";
import { isFullAccess } from "./fullAccess.ts";

/** How often one request's sender may ask. Each rejects with `MatrixError` 429 when it was too often. */
export interface RequestPace {
  /** Before a homeserver is asked about its user. Only those that have not vouched for anybody yet are counted. */
  beforeLookUp(serverName: string): Promise<void>;
  /** Once it is proven who asks. */
  of(userId: string): Promise<void>;
}

/** Limits of the token API, per minute. */
export interface RequestLimits {
  ofAddress(request: FastifyRequest): Promise<void>;
  paceOf(request: FastifyRequest): RequestPace;
}

const mostKnownHomeservers = 10_000;

export async function createRequestLimits(
  app: FastifyInstance,
  config: Pick<ServerConfig, "fullAccessHomeservers" | "tokens">,
): Promise<RequestLimits> {
  const { perAddressPerMinute, perUserPerMinute, perNewHomeserverPerMinute } = config.tokens;
  const limiter = await createRequestLimiter(app);
  const countUser = limiter.perKey(perUserPerMinute);
  const countHomeserver = limiter.perKey(perNewHomeserverPerMinute);
  const known = new Set<string>();
  return {
    ofAddress: limiter.perAddress(perAddressPerMinute),
    paceOf: (request) => ({
      async beforeLookUp(serverName) {
        if (known.has(serverName) || isFullAccess(config, serverName)) return;
        await countHomeserver(request, serverName);
      },
      async of(userId) {
        if (known.size >= mostKnownHomeservers) known.clear();
        known.add(serverNameOf(userId));
        await countUser(request, userId);
      },
    }),
  };
}
