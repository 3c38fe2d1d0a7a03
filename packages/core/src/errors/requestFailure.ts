import { CallError, MatrixRequestError } from "./callError.ts";

/** Synapse names a time with every 429; a server that does not gets this much rest, milliseconds. */
const defaultRestMs = 2000;

/** How long to wait before the same request may succeed; undefined when it never will. Milliseconds. */
export function retryAfter(error: unknown, retryEveryMs: number): number | undefined {
  if (!(error instanceof MatrixRequestError)) {
    return error instanceof CallError && error.code === "NETWORK" ? retryEveryMs : undefined;
  }
  const { status, retryAfterMs } = error;
  if (status === 429) return Math.max(retryAfterMs ?? defaultRestMs, retryEveryMs);
  return status === 0 || status === 408 || status >= 500 ? retryEveryMs : undefined;
}

/** Stands for an answer that did not come in time. */
export function noAnswer(): MatrixRequestError {
  return new MatrixRequestError({ status: 0 });
}
