import type { HealthReport } from "@confab/protocol";
import type { FastifyInstance } from "fastify";

/** 200 while everything that is configured works, otherwise 503. */
export function healthRoutes(
  app: FastifyInstance,
  check: () => Promise<HealthReport>,
  path: "/healthz" | "/readyz",
): void {
  // Asked every few seconds by whoever supervises us: a line each would drown the log.
  app.get(path, { logLevel: "warn" }, async (_request, reply) => {
    const report = await check();
    return reply
      .code(report.status === "ok" ? 200 : 503)
      .header("cache-control", "no-store")
      .send(report);
  });
}
