import { parseJson } from "@confab/protocol";
import type { FastifyInstance } from "fastify";

const maxBodyBytes = 16 * 1024;

/**
 * Old clients send no content type, and bodies are checked by a parser of ours anyway. What is not JSON arrives as
 * undefined.
 */
export function readAnyBodyAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: maxBodyBytes },
    (_request, body, done) => {
      done(null, typeof body === "string" ? parseJson(body) : undefined);
    },
  );
}
