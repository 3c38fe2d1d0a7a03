import {
  parseDelegationRequest,
  parseLegacyTokenRequest,
  parseMemberTokenRequest,
} from "@confab/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuseUnknownPath, sendMatrixError } from "../http/answerErrors.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { AuthorisationService } from "./authorisationService.ts";
import { readAnyBodyAsJson } from "./readAnyBodyAsJson.ts";
import type { RequestLimits } from "./requestLimits.ts";
import { legacyRequestError, requestError } from "./tokenRequestErrors.ts";

const otherMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

export interface AuthorisationRoutesDeps {
  readonly service: AuthorisationService;
  readonly limits: RequestLimits;
}

/**
 * The MatrixRTC authorisation service, below its base path. A client that wants to know whether leaves can be handed
 * over posts nothing to `/delegate_delayed_leave`: every readable answer but 404 means yes.
 */
export function authorisationRoutes(app: FastifyInstance, deps: AuthorisationRoutesDeps): void {
  const { service, limits } = deps;
  allowAnyOrigin(app, {
    methods: "POST",
    headers: "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token",
  });
  answerAsPlainJson(app);
  readAnyBodyAsJson(app);
  refuseWhileClosing(app);

  const endpoint = (url: string, handle: (request: FastifyRequest) => Promise<object>) => {
    app.post(url, { onRequest: (request) => limits.ofAddress(request) }, async (request, reply) =>
      reply.send(await handle(request)),
    );
    app.route({
      url,
      method: otherMethods,
      handler: (_request, reply) => reply.code(405).header("allow", "POST, OPTIONS").send(),
    });
  };
  endpoint("/sfu/get", async (request) => {
    const result = parseLegacyTokenRequest(request.body);
    if ("problem" in result) throw legacyRequestError(result.problem);
    return service.grant(result.request, limits.paceOf(request));
  });
  endpoint("/get_token", async (request) => {
    const result = parseMemberTokenRequest(request.body);
    if ("problem" in result) throw requestError(result.problem);
    return service.grant(result.request, limits.paceOf(request));
  });
  endpoint("/delegate_delayed_leave", async (request) => {
    const result = parseDelegationRequest(request.body);
    if ("problem" in result) throw requestError(result.problem);
    await service.takeOverLeave(result.request, limits.paceOf(request));
    return {};
  });

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
