import {
  parseJson,
  parseLegacyTokenRequest,
  parseMemberTokenRequest,
  type TokenRequestResult,
} from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { refuseUnknownPath, sendMatrixError } from "../http/answerErrors.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Authorise } from "./authorisationService.ts";
import { delegationUnsupported, tokenRequestError } from "./tokenRequestErrors.ts";

const maxBodyBytes = 16 * 1024;
const otherMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

interface TokenEndpoint {
  readonly path: string;
  readonly kind: "legacy" | "member";
  readonly parse: (input: unknown) => TokenRequestResult;
}

const tokenEndpoints: readonly TokenEndpoint[] = [
  { path: "/sfu/get", kind: "legacy", parse: parseLegacyTokenRequest },
  { path: "/get_token", kind: "member", parse: parseMemberTokenRequest },
];

/**
 * The MatrixRTC authorisation service, below its base path. There is no `/delegate_delayed_leave`: the 404 is how
 * clients find out that they restart their delayed leave themselves.
 */
export function authorisationRoutes(app: FastifyInstance, authorise: Authorise): void {
  allowAnyOrigin(app, {
    methods: "POST",
    headers: "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token",
  });
  answerAsPlainJson(app);
  readAnyBodyAsJson(app);
  refuseWhileClosing(app);

  for (const endpoint of tokenEndpoints) {
    app.post(endpoint.path, async (request, reply) => {
      const result = endpoint.parse(request.body);
      if ("problem" in result) throw tokenRequestError(result.problem, endpoint.kind);
      if (result.request.delegatesLeave) throw delegationUnsupported();
      return reply.send(await authorise(result.request));
    });
    app.route({
      url: endpoint.path,
      method: otherMethods,
      handler: (_request, reply) => reply.code(405).header("allow", "POST, OPTIONS").send(),
    });
  }

  app.get("/healthz", { logLevel: "warn" }, (_request, reply) => reply.send());
  app.route({
    url: "/healthz",
    method: ["POST", "PUT", "PATCH", "DELETE"],
    handler: (_request, reply) => reply.code(405).header("allow", "GET, HEAD").send(),
  });

  app.options("/*", (_request, reply) => reply.send());
  app.route({ url: "/*", method: ["POST", ...otherMethods], handler: refuseUnknownPath });
}

/** The contract has this content type, without a charset, on every answer, the empty ones included. */
function answerAsPlainJson(app: FastifyInstance): void {
  app.addHook("onSend", (_request, reply, payload, done) => {
    void reply.header("content-type", "application/json");
    done(null, payload);
  });
}

/** Old clients send no content type, and the body is checked here anyway. */
function readAnyBodyAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: maxBodyBytes },
    (_request, body, done) => {
      done(null, typeof body === "string" ? parseJson(body) : undefined);
    },
  );
}

function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  app.addHook("onRequest", (_request, reply, done) => {
    if (closing)
      sendMatrixError(reply, new MatrixError(503, "M_UNKNOWN", "Service is shutting down"));
    else done();
  });
}
