import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { bearerToken } from "../http/bearerToken.ts";
import { MatrixError } from "../http/matrixError.ts";

/** Throws `MatrixError` 401 for a request that is not our homeserver's. */
export type CheckHomeserver = (request: FastifyRequest) => void;

/** `hsToken`, a secret, is what the homeserver shows to its application service (application service API). */
export function createHomeserverCheck(hsToken: string): CheckHomeserver {
  const expected = digest(hsToken);
  return (request) => {
    const token = bearerToken(request);
    if (token === undefined) {
      throw new MatrixError(401, "M_MISSING_TOKEN", "Missing homeserver access token");
    }
    // Digests have one length, so that comparing them tells nothing about the token, its length included.
    if (!timingSafeEqual(digest(token), expected)) {
      throw new MatrixError(401, "M_UNKNOWN_TOKEN", "Unrecognised homeserver access token");
    }
  };
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
