import Fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { collectDefaultMetrics, type Registry } from "prom-client";
import type { Clock } from "../time/clock.ts";

/** Prometheus waits 10 s without being told otherwise. */
const patienceMs = 3_000;

export interface MetricsServerDeps {
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly log: Pick<FastifyBaseLogger, "warn">;
}

/**
 * `GET` and `HEAD /metrics` in Prometheus's text format, on a listener of its own, with what the process itself
 * measures (memory, processor, event loop). Nothing else is there.
 */
export function createMetricsServer(deps: MetricsServerDeps): FastifyInstance {
  const { metrics } = deps;
  collectDefaultMetrics({ register: metrics });
  const app = Fastify({ logger: false });
  app.get("/metrics", async (_request, reply) => {
    const texts = await Promise.all(
      metrics.getMetricsAsArray().map(({ name }) => read(name, deps)),
    );
    return reply.type(metrics.contentType).send(texts.map((text) => `${text}\n`).join(""));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send(""));
  return app;
}

/**
 * One metric; empty when it cannot be read, as with those that are counted in a database that does not answer. That
 * is when the others are needed most.
 */
async function read(name: string, { metrics, clock, log }: MetricsServerDeps): Promise<string> {
  let cancel = () => {};
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(patienceMs, () => {
      reject(new Error("no answer in time"));
    });
  });
  try {
    return await Promise.race([metrics.getSingleMetricAsString(name), tooLate]);
  } catch (error) {
    log.warn({ metric: name, err: error }, "a metric could not be read");
    return "";
  } finally {
    cancel();
  }
}
