import type { FastifyRequest } from "fastify";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Headers for a component behind us. The client's address is the one that Fastify believes, alone: a component that reads the
 * first entry must not read what a client made up.
 */
export function forwardedHeaders(
  request: Pick<FastifyRequest, "ip" | "protocol" | "host">,
  headers: Headers,
): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !replaced.has(name)) kept[name] = value;
  }
  return {
    ...kept,
    "x-forwarded-for": request.ip,
    "x-forwarded-proto": request.protocol,
    "x-forwarded-host": request.host,
  };
}

/** `Expect` has been answered by us already. */
const replaced = new Set([
  "expect",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
]);
