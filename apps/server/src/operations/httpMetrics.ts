import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

/** Seconds. The last ones are for long polls, which answer after up to half a minute. */
const buckets = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Measures every answer of one listener. To be called before its routes are registered. */
type MeasureAnswers = (app: FastifyInstance, listener: "public" | "internal") => void;

/**
 * How many requests were answered, how, and how long it took. Routes, not paths: what a stranger writes into a URL
 * must not become a time series.
 */
export function createHttpMetrics(metrics: Registry): MeasureAnswers {
  const duration = new Histogram({
    name: "confab_http_request_duration_seconds",
    help: "Time until a request was answered",
    labelNames: ["listener", "method", "route", "status"],
    buckets,
    registers: [metrics],
  });
  return (app, listener) => {
    app.addHook("onResponse", (request, reply, done) => {
      const labels = {
        listener,
        method: request.method,
        route: request.routeOptions.url ?? "(none)",
        status: `${Math.floor(reply.statusCode / 100)}xx`,
      };
      duration.observe(labels, reply.elapsedTime / 1000);
      done();
    });
  };
}
