import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { notBuiltPage, notFoundPage } from "./pages.ts";
import { securityHeaders } from "./securityHeaders.ts";

/** The built web app. Its routes live in the fragment, so that there is one page and everything else is a file or missing. */
export async function webApp(
  app: FastifyInstance,
  options: { readonly webRoot: string; readonly publicUrl: string },
): Promise<void> {
  const root = resolve(options.webRoot);
  await securityHeaders(app, options.publicUrl);
  await app.register(fastifyStatic, {
    root,
    // Also while the app is built after the server has started.
    suppressWarning: true,
    dotfiles: "ignore",
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      // The names of assets carry a hash of their content; index.html names them and must be asked for anew.
      const isHashed = path.startsWith(join(root, "assets"));
      void reply.header(
        "cache-control",
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });

  app.get("/", async (_request, reply) => {
    const isBuilt = await access(join(root, "index.html")).then(
      () => true,
      () => false,
    );
    if (isBuilt) return reply.sendFile("index.html");
    return reply.code(503).header("cache-control", "no-store").type("text/html").send(notBuiltPage);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).header("cache-control", "no-store").type("text/html").send(notFoundPage),
  );
}
