export interface MatrixErrorOptions {
  readonly cause?: unknown;
  /** When asking again makes sense. */
  readonly retryAfterMs?: number;
  /** A word for machines where one `errcode` means several things: our own addition to the body. */
  readonly reason?: string;
}

/**
 * An answer that is an error, as Matrix writes them: a status, an `errcode` for machines and a text for people who
 * read logs. The text never carries a secret or what was found out about others; that stays in `cause`, for our log.
 */
export class MatrixError extends Error {
  override readonly name = "MatrixError";
  readonly status: number;
  readonly errcode: string;
  readonly retryAfterMs: number | undefined;
  readonly reason: string | undefined;

  constructor(status: number, errcode: string, message: string, options: MatrixErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.errcode = errcode;
    this.retryAfterMs = options.retryAfterMs;
    this.reason = options.reason;
  }

  /** The body of the answer. */
  toBody(): Readonly<Record<string, unknown>> {
    return {
      errcode: this.errcode,
      error: this.message,
      ...(this.retryAfterMs === undefined ? {} : { retry_after_ms: this.retryAfterMs }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    };
  }
}
