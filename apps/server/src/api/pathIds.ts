import { isRoomId, isUserId } from "@confab/protocol";
import type { FastifyRequest } from "fastify";
import { MatrixError } from "../http/matrixError.ts";

/** The room id in a request's path (parameter `roomId`). Throws `MatrixError` 400 when it is none. */
export function roomIdOf(request: FastifyRequest): string {
  return readParameter(request, "roomId", isRoomId, "The path needs a room id");
}

/** The user id in a request's path (parameter `userId`). Throws `MatrixError` 400 when it is none. */
export function userIdOf(request: FastifyRequest): string {
  return readParameter(request, "userId", isUserId, "The path needs a user id");
}

function readParameter(
  { params }: FastifyRequest,
  name: string,
  isValid: (text: string) => boolean,
  problem: string,
): string {
  const value: unknown =
    typeof params === "object" && params !== null ? Reflect.get(params, name) : undefined;
  if (typeof value === "string" && isValid(value)) return value;
  throw new MatrixError(400, "M_INVALID_PARAM", problem);
}
