import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { MatrixError } from "./matrixError.ts";

/**
 * Counts requests per minute, each replica for itself: what is protected is this process, and others through it. What
 * is counted is forgotten when there are too many keys, so that keys that somebody makes up fill no memory. Both
 * functions reject with `MatrixError` 429 and the time to wait when there were more than `max`.
 */
export interface RequestLimiter {
  /** By the sender's address; of IPv6, by its /64 network. */
  perAddress(max: number): (request: FastifyRequest) => Promise<void>;
  /** By something that is found out while the request is handled. */
  perKey(max: number): (request: FastifyRequest, key: string) => Promise<void>;
}

const timeWindow = 60_000;

export async function createRequestLimiter(app: FastifyInstance): Promise<RequestLimiter> {
  let scope = app;
  // A scope of its own: the plugin is to add nothing to the routes of others.
  await app.register(async (own) => {
    await own.register(rateLimit, { global: false });
    scope = own;
  });
  return {
    perAddress(max) {
      const count = scope.createRateLimit({ max, timeWindow });
      return async (request) => {
        refuseExcess(await count(request));
      };
    },
    perKey(max) {
      const keys = new WeakMap<FastifyRequest, string>();
      const keyGenerator = (request: FastifyRequest) => keys.get(request) ?? "";
      const count = scope.createRateLimit({ max, timeWindow, keyGenerator });
      return async (request, key) => {
        keys.set(request, key);
        refuseExcess(await count(request));
      };
    },
  };
}

function refuseExcess(
  count: Awaited<ReturnType<ReturnType<FastifyInstance["createRateLimit"]>>>,
): void {
  if (count.isAllowed || !count.isExceeded) return;
  throw new MatrixError(429, "M_LIMIT_EXCEEDED", "Too many requests; try again later", {
    retryAfterMs: count.ttl,
  });
}
