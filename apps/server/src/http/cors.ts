import type { FastifyInstance } from "fastify";

/**
 * Any page may read the answers of this scope. It is safe because nothing here looks at cookies: who may do what
 * is decided by tokens in the request.
 */
export function allowAnyOrigin(
  app: FastifyInstance,
  options: { readonly methods: string; readonly headers: string },
): void {
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": options.methods,
      "access-control-allow-headers": options.headers,
    });
    done();
  });
}
