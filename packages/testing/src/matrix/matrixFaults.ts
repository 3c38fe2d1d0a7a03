import { type DelayedEventAction, MatrixRequestError } from "@confab/core";

/** One request as it reached the fake homeserver. */
export interface FakeMatrixRequest {
  readonly kind: "sendState" | "scheduleState" | "updateDelayed" | "openIdToken" | "transports";
  /** Milliseconds since the Unix epoch, on the fake clock. */
  readonly at: number;
  readonly userId: string;
  readonly deviceId: string;
  readonly type?: string;
  readonly stateKey?: string;
  readonly content?: object;
  readonly delayMs?: number;
  readonly delayId?: string;
  readonly action?: DelayedEventAction;
}

/** What a test breaks. Change it at any time. */
export interface MatrixFaults {
  /** How long every answer takes, milliseconds. */
  latencyMs: number;
  /** How long a new state event takes to reach the devices, milliseconds. */
  syncDelayMs: number;
  /** Requests get no answer, not even a refusal; delayed events fire all the same. */
  frozen: boolean;
  delayedEvents: "supported" | "unsupported" | "disallowed";
  maxDelayMs: number;
  /** Refuses the requests for which it returns an error. */
  refuse: (request: FakeMatrixRequest) => MatrixRequestError | undefined;
}

export function noMatrixFaults(): MatrixFaults {
  return {
    latencyMs: 0,
    syncDelayMs: 0,
    frozen: false,
    delayedEvents: "supported",
    maxDelayMs: 24 * 3_600_000,
    refuse: () => undefined,
  };
}

/** The answers that Synapse gives. */
export const matrixErrors = {
  unreachable: () => new MatrixRequestError({ status: 0 }),
  forbidden: () => new MatrixRequestError({ status: 403, errcode: "M_FORBIDDEN" }),
  notFound: () => new MatrixRequestError({ status: 404, errcode: "M_NOT_FOUND" }),
  unrecognised: () => new MatrixRequestError({ status: 404, errcode: "M_UNRECOGNIZED" }),
  rateLimited: (retryAfterMs: number) =>
    new MatrixRequestError({ status: 429, errcode: "M_LIMIT_EXCEEDED", retryAfterMs }),
  delayTooLarge: (maxDelayMs: number) =>
    new MatrixRequestError({
      status: 400,
      errcode: "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE",
      maxDelayMs,
    }),
};
