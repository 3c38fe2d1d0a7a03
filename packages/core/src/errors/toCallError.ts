import { CallError } from "./callError.ts";

/** What was thrown, as an error with a code. What has none is a fault of ours. */
export function toCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError("INTERNAL", { cause: error });
}
