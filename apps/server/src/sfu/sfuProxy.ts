import httpProxy from "@fastify/http-proxy";
import type { FastifyInstance } from "fastify";
import { proxyOptions } from "../http/proxyOptions.ts";
import { tunnelWebSockets } from "../http/tunnelWebSockets.ts";
import type { HandshakeCheck } from "./handshakeCheck.ts";
import type { SfuNodes } from "./sfuNodes.ts";

const prefix = "/livekit/sfu";

/**
 * Signalling of the SFU on our own origin. Only what clients need: its room service (`/twirp`), which can end
 * calls, is for those who reach the SFU directly.
 */
export async function sfuProxy(
  app: FastifyInstance,
  nodes: SfuNodes,
  mayConnect: HandshakeCheck,
): Promise<void> {
  const options = proxyOptions("", "SFU");
  await app.register(async (scope) => {
    // Clients ask `/rtc/validate` why a WebSocket was refused.
    scope.addHook("onRequest", async ({ url, headers }, reply) => {
      if (await mayConnect(url, headers)) return;
      await reply
        .code(401)
        .header("access-control-allow-origin", "*")
        .type("text/plain")
        .send("this token is not accepted");
    });
    await scope.register(httpProxy, {
      ...options,
      prefix,
      replyOptions: { ...options.replyOptions, getUpstream: () => nodes.inOrder()[0] ?? "" },
      routes: ["/", "/rtc", "/rtc/*"],
    });
  });
  tunnelWebSockets(app, {
    prefix,
    path: /^\/rtc(?:[/?]|$)/,
    upstreams: () => nodes.inOrder(),
    onUnreachable: (url) => nodes.failed(url),
    mayConnect,
  });
}
