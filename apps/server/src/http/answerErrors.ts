import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isStorageFailure } from "../storage/storageFailure.ts";
import { MatrixError } from "./matrixError.ts";

/** What Fastify itself refuses before a route sees it. */
const refusals: Readonly<Record<string, readonly [status: number, errcode: string, text: string]>> =
  {
    FST_ERR_CTP_BODY_TOO_LARGE: [413, "M_TOO_LARGE", "The request body is too large"],
    FST_ERR_CTP_INVALID_JSON_BODY: [400, "M_NOT_JSON", "Error reading request"],
    FST_ERR_CTP_EMPTY_JSON_BODY: [400, "M_NOT_JSON", "Error reading request"],
    FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "M_NOT_JSON", "The request body must be JSON"],
  };

/** Every error leaves as a Matrix error: never a stack trace, never a library's message. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | MatrixError, request, reply) => {
    const answer = toMatrixError(error);
    // The cause is for operators: it says which of the steps behind a generic text went wrong.
    if (answer.status >= 500) request.log.error({ err: error }, "answered with an error");
    else if (answer.cause !== undefined) request.log.info({ err: answer.cause }, answer.message);
    return sendMatrixError(reply, answer);
  });
}

export function sendMatrixError(reply: FastifyReply, error: MatrixError): FastifyReply {
  if (error.retryAfterMs !== undefined) {
    void reply.header("retry-after", String(Math.ceil(error.retryAfterMs / 1000)));
  }
  return reply.code(error.status).type("application/json").send(JSON.stringify(error.toBody()));
}

/** For routes that only exist so that unknown paths below a prefix answer in JSON. */
export function refuseUnknownPath(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendMatrixError(reply, new MatrixError(404, "M_UNRECOGNIZED", "Unrecognized request"));
}

function toMatrixError(error: FastifyError | MatrixError): MatrixError {
  if (error instanceof MatrixError) return error;
  if (isStorageFailure(error)) {
    return new MatrixError(
      503,
      "M_UNKNOWN",
      "The server cannot reach its storage; try again soon",
      {
        cause: error,
        retryAfterMs: 1_000,
      },
    );
  }
  const refusal = refusals[error.code];
  if (refusal !== undefined) return new MatrixError(...refusal);
  const status = error.statusCode ?? 500;
  return status < 500
    ? new MatrixError(status, "M_UNKNOWN", "The request is not understood")
    : new MatrixError(500, "M_UNKNOWN", "Internal Server Error");
}
