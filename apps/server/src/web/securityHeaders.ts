import type { FastifyHelmetOptions } from "@fastify/helmet";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Who may use what: our own pages, and nobody in a frame. */
const permissions = ["camera", "microphone", "display-capture", "speaker-selection"]
  .map((feature) => `${feature}=(self)`)
  .join(", ");

/** Security headers of the pages. The answers of APIs have none of this, because nothing renders them. */
export async function securityHeaders(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(helmet, helmetOptions(new URL(publicUrl)));
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.header("permissions-policy", permissions);
    done();
  });
}

function helmetOptions(publicUrl: URL): FastifyHelmetOptions {
  const isHttps = publicUrl.protocol === "https:";
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        // React Aria adds a style element of its own.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "connect-src": connectSources(publicUrl),
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    frameguard: { action: "deny" },
    // Without HTTPS the header means nothing, and an operator who tries HTTPS once must be able to go back.
    // It holds for every port of a name: on `localhost` it would take HTTP away from everything else on the machine.
    hsts:
      isHttps && publicUrl.hostname !== "localhost"
        ? { maxAge: 180 * 24 * 3600, includeSubDomains: false }
        : false,
  };
}

/**
 * Who takes part in a call with people of other homeservers asks their discovery documents, and the authorisation service
 * and the SFU that the oldest membership names: servers that nobody knows beforehand. Without HTTPS there is no federation,
 * and no other server.
 */
function connectSources(publicUrl: URL): string[] {
  if (publicUrl.protocol === "https:") return ["'self'", "https:", "wss:"];
  // The public origin by name, for a page that was opened under another name of this machine (127.0.0.1), and its
  // WebSocket twin, which 'self' does not cover everywhere.
  return ["'self'", publicUrl.origin, publicUrl.origin.replace(/^http/, "ws")];
}
