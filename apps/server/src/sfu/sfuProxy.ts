import httpProxy from "@fastify/http-proxy";
import type { FastifyInstance } from "fastify";
import { proxyOptions } from "../http/proxyOptions.ts";
import { tunnelWebSockets } from "../http/tunnelWebSockets.ts";

const prefix = "/livekit/sfu";

/**
 * Signalling of the SFU on our own origin. Only what clients need: its room service (`/twirp`), which can end
 * calls, is for those who reach the SFU directly.
 */
export async function sfuProxy(app: FastifyInstance, sfuUrl: string): Promise<void> {
  await app.register(httpProxy, {
    ...proxyOptions(sfuUrl, "SFU"),
    prefix,
    routes: ["/", "/rtc", "/rtc/*"],
  });
  tunnelWebSockets(app, { prefix, path: /^\/rtc(?:[/?]|$)/, upstream: new URL(sfuUrl) });
}
