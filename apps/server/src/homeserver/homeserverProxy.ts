import httpProxy from "@fastify/http-proxy";
import type { FastifyInstance } from "fastify";
import { proxyOptions } from "../http/proxyOptions.ts";

/** What the homeserver offers to the world. Its administration (`/_synapse/admin`) is not among it. */
const prefixes = ["/_matrix", "/_synapse/client"];

export async function homeserverProxy(app: FastifyInstance, homeserverUrl: string): Promise<void> {
  for (const prefix of prefixes) {
    await app.register(httpProxy, {
      ...proxyOptions(homeserverUrl, "homeserver"),
      prefix,
      rewritePrefix: prefix,
    });
  }
}
