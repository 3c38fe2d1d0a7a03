import { isEventId, parseRingRequest } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import type { Authenticate } from "../api/authenticate.ts";
import { roomIdOf } from "../api/pathIds.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { RecordAccess } from "./recordAccess.ts";
import type { RingService } from "./ringService.ts";

export interface RingRoutesDeps {
  readonly authenticate: Authenticate;
  readonly access: RecordAccess;
  readonly rings: RingService;
}

export const ringsPath = "/api/v1/rooms/:roomId/rings";
export const declinePath = `${ringsPath}/:ringId/decline`;

/**
 * Clients tell whom they ring, and that they decline: in encrypted rooms nobody else could say it
 * (`docs/call-records.md`).
 */
export function ringRoutes(app: FastifyInstance, deps: RingRoutesDeps): void {
  const { authenticate, access, rings } = deps;

  app.post(ringsPath, async (request, reply) => {
    const { userId } = await authenticate(request);
    const roomId = roomIdOf(request);
    const ring = parseRingRequest(request.body);
    if (ring === undefined) {
      throw new MatrixError(400, "M_BAD_JSON", "The request body needs `users`, or `room`: true");
    }
    await access.requireMember(roomId, userId);
    return reply.code(201).send({ ringId: await rings.ring(roomId, userId, ring) });
  });

  app.post<{ Params: { ringId: string } }>(declinePath, async (request, reply) => {
    const { userId } = await authenticate(request);
    const roomId = roomIdOf(request);
    const { ringId } = request.params;
    if (!isEventId(ringId) && !/^[0-9a-f]{32}$/.test(ringId)) {
      throw new MatrixError(400, "M_INVALID_PARAM", "The path needs the id of a ring");
    }
    await access.requireMember(roomId, userId);
    await rings.decline(roomId, userId, ringId);
    return reply.code(204).send();
  });
}
