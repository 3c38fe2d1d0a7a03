import rateLimit from "@fastify/rate-limit";
import { parseGuestRequest, type ServerConfig } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { MatrixError } from "../http/matrixError.ts";
import type { CreateGuest } from "./guestService.ts";

const hourMs = 3_600_000;

/** `POST /api/v1/guests`. One address (for IPv6: one /64 network) can make only so many accounts per hour. */
export async function guestRoutes(
  app: FastifyInstance,
  options: { readonly guests: ServerConfig["guests"]; readonly create: CreateGuest },
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new MatrixError(429, "M_LIMIT_EXCEEDED", "Too many guest accounts from this address", {
        retryAfterMs: ttl,
      }),
  });
  const limit = { max: options.guests.perAddressPerHour, timeWindow: hourMs };

  app.post("/api/v1/guests", { config: { rateLimit: limit } }, async (request, reply) => {
    if (!options.guests.enabled) {
      throw new MatrixError(403, "M_FORBIDDEN", "This server has no guest accounts");
    }
    const guest = parseGuestRequest(request.body);
    if (guest === undefined) {
      throw new MatrixError(
        400,
        "M_BAD_JSON",
        "The request body needs a `displayName` of 1 to 64 characters",
      );
    }
    return reply.code(201).send(await options.create(guest.displayName));
  });
}
