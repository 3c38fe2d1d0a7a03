import type { FastifyRequest } from "fastify";

/** The token in `Authorization: Bearer …` (RFC 6750), a secret. Undefined when there is none. */
export function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(headers.authorization ?? "")?.[1];
}
