import {
  isIdentifier,
  legacySlotId,
  parseLockRequest,
  parseMuteAllRequest,
  parseMuteRequest,
  sfuRoomName,
} from "@confab/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Authenticate } from "../api/authenticate.ts";
import { roomIdOf, userIdOf } from "../api/pathIds.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Ask, CallModeration } from "./callModeration.ts";
import { formatCallView } from "./formatCallView.ts";

const callPath = "/api/v1/rooms/:roomId/call";
const participantPath = `${callPath}/participants/:userId`;

/** Below `/api/v1/rooms/{roomId}/call`: what moderators can do in a call (`docs/moderation.md`). */
export function moderationRoutes(
  scope: FastifyInstance,
  authenticate: Authenticate,
  moderation: CallModeration,
): void {
  const askOf = async (request: FastifyRequest): Promise<Ask> => {
    const { userId: by } = await authenticate(request);
    const roomId = roomIdOf(request);
    const slotId = queryOf(request, "slot") ?? legacySlotId;
    return { call: { name: sfuRoomName(roomId, slotId), roomId, slotId }, by };
  };

  scope.get(callPath, async (request) => {
    const ask = await askOf(request);
    return formatCallView(ask.call, await moderation.view(ask));
  });
  scope.post(`${participantPath}/mute`, async (request) => {
    const ask = await askOf(request);
    const wish = parseMuteRequest(request.body) ?? badBody();
    return { muted: await moderation.mute(ask, userIdOf(request), wish) };
  });
  scope.post(`${callPath}/mute`, async (request) => {
    const ask = await askOf(request);
    return moderation.muteAll(ask, parseMuteAllRequest(request.body) ?? badBody());
  });
  scope.delete(participantPath, async (request, reply) => {
    const ask = await askOf(request);
    await moderation.remove(ask, userIdOf(request), queryOf(request, "device"));
    return reply.code(204).send();
  });
  scope.post(`${participantPath}/readmit`, async (request, reply) => {
    const ask = await askOf(request);
    await moderation.readmit(ask, userIdOf(request));
    return reply.code(204).send();
  });
  scope.delete(callPath, async (request, reply) => {
    await moderation.end(await askOf(request));
    return reply.code(204).send();
  });
  scope.put(`${callPath}/lock`, async (request) => {
    const ask = await askOf(request);
    const { locked } = parseLockRequest(request.body) ?? badBody();
    await (locked ? moderation.lock(ask) : moderation.unlock(ask));
    return { locked };
  });
}

/** Undefined when it is not there. Throws `MatrixError` 400 when it is there more than once, or no identifier. */
function queryOf({ query }: FastifyRequest, name: string): string | undefined {
  const value: unknown =
    typeof query === "object" && query !== null ? Reflect.get(query, name) : undefined;
  if (value === undefined || (typeof value === "string" && isIdentifier(value))) return value;
  throw new MatrixError(
    400,
    "M_INVALID_PARAM",
    `The query parameter \`${name}\` is not understood`,
  );
}

function badBody(): never {
  throw new MatrixError(400, "M_BAD_JSON", "The request body is not understood");
}
