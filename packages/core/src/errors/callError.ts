import type { DeviceFailure } from "../ports/mediaDevices.ts";
import type { SfuCloseReason } from "../ports/sfu.ts";

/**
 * Every code a person can meet. The UI translates them in an exhaustive switch; `docs/errors.md` lists them all
 * (`errors.test.ts` compares).
 */
export const callErrorCodes = [
  "NETWORK",
  "MATRIX_REQUEST",
  "TRANSPORT_MISSING",
  "TOKEN_REFUSED",
  "TOKEN_SERVICE_DOWN",
  "MEMBERSHIP_FORBIDDEN",
  "SFU_CONNECT",
  "SFU_CLOSED",
  "PUBLISH_FAILED",
  "DEVICE",
  "INTERNAL",
] as const;

export type CallErrorCode = (typeof callErrorCodes)[number];

/** What went wrong, for machines: a code, a cause and data, never text for users, never a secret. */
export class CallError extends Error {
  override readonly name: string = "CallError";
  readonly code: CallErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: CallErrorCode,
    options: { cause?: unknown; data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** The homeserver (or the widget host) refused or could not be reached. */
export class MatrixRequestError extends CallError {
  override readonly name = "MatrixRequestError";
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Matrix error code, empty when the answer had none. */
  readonly errcode: string;
  /** How long the server asked us to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(details: {
    status: number;
    errcode?: string;
    retryAfterMs?: number | undefined;
    /** For MSC4140 `DELAY_TOO_LARGE`: the server's maximum. */
    maxDelayMs?: number | undefined;
    cause?: unknown;
  }) {
    super("MATRIX_REQUEST", {
      cause: details.cause,
      data: {
        status: details.status,
        errcode: details.errcode ?? "",
        ...(details.maxDelayMs === undefined ? {} : { maxDelayMs: details.maxDelayMs }),
      },
    });
    this.status = details.status;
    this.errcode = details.errcode ?? "";
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The SFU could not be entered. */
export class SfuConnectError extends CallError {
  override readonly name = "SfuConnectError";
  readonly reason: SfuCloseReason;

  constructor(reason: SfuCloseReason, cause?: unknown) {
    super("SFU_CONNECT", { cause, data: { reason } });
    this.reason = reason;
  }
}

/** A camera, microphone or screen could not be captured. */
export class DeviceError extends CallError {
  override readonly name = "DeviceError";
  readonly failure: DeviceFailure;

  constructor(failure: DeviceFailure, cause?: unknown) {
    super("DEVICE", { cause, data: { failure } });
    this.failure = failure;
  }
}
