import { formatClientDiscovery, formatServerDiscovery, type ServerConfig } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { allowAnyOrigin } from "../http/cors.ts";
import { publicUrls } from "../config/publicUrls.ts";

/** Where clients and other homeservers learn what this origin offers. */
export function discoveryRoutes(app: FastifyInstance, config: ServerConfig): void {
  const urls = publicUrls(config.publicUrl);
  allowAnyOrigin(app, { methods: "GET, HEAD, OPTIONS", headers: "X-Requested-With, Content-Type" });
  app.get("/.well-known/matrix/client", () =>
    formatClientDiscovery(urls.homeserver, urls.callService),
  );
  app.get("/.well-known/matrix/server", () => formatServerDiscovery(urls.serverAddress));
}
