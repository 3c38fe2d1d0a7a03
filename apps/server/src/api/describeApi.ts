import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

/** What `/api/v1` offers (OpenAPI 3.1), written by hand; a test compares it with the routes that there are. */
const documentFile = new URL("../../../../docs/api/openapi.json", import.meta.url);

/** `GET /api/v1/openapi.json`, for everybody. */
export function describeApi(scope: FastifyInstance): void {
  const document = readFileSync(documentFile, "utf8");
  scope.get("/api/v1/openapi.json", async (_request, reply) =>
    reply.type("application/json").send(document),
  );
}
