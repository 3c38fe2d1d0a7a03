export const accountErrorReasons = [
  "wrong-credentials",
  "username-taken",
  "username-invalid",
  "password-weak",
  "registration-closed",
  "guests-closed",
  "rate-limited",
  "unreachable",
  "server-error",
] as const;

export type AccountErrorReason = (typeof accountErrorReasons)[number];

/** Signing in or up failed. The UI translates `reason`. */
export class AccountError extends Error {
  override readonly name = "AccountError";
  readonly reason: AccountErrorReason;
  /** With `rate-limited`: how long to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: AccountErrorReason,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(reason, { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}
