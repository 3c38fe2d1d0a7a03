import * as v from "valibot";

const matrixError = v.object({
  errcode: v.fallback(v.string(), ""),
  retry_after_ms: v.exactOptional(v.fallback(v.number(), 0)),
  // A homeserver that knows delayed events only by MSC4140's first drafts hides its code in `M_UNKNOWN`.
  "org.matrix.msc4140.errcode": v.exactOptional(v.fallback(v.string(), "")),
  "org.matrix.msc4140.max_delay": v.exactOptional(v.fallback(v.number(), 0)),
});

/** The body of a Matrix error (client-server API, "Standard error response"). */
export interface MatrixErrorBody {
  /** Empty when the body had none, as with the error page of a proxy. */
  readonly errcode: string;
  readonly retryAfterMs?: number;
  /** With MSC4140's "delay too large": the longest delay allowed. */
  readonly maxDelayMs?: number;
}

/** Returns a body without a code for anything that is not a Matrix error. */
export function parseMatrixError(input: unknown): MatrixErrorBody {
  const result = v.safeParse(matrixError, input);
  if (!result.success) return { errcode: "" };
  const body = result.output;
  const delayErrcode = body["org.matrix.msc4140.errcode"] ?? "";
  const maxDelayMs = body["org.matrix.msc4140.max_delay"] ?? 0;
  return {
    errcode: delayErrcode === "" ? body.errcode : delayErrcode,
    ...(body.retry_after_ms === undefined ? {} : { retryAfterMs: body.retry_after_ms }),
    ...(maxDelayMs > 0 ? { maxDelayMs } : {}),
  };
}
