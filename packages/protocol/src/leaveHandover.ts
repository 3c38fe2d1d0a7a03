import { isIdentifier } from "./matrixId.ts";

/** The delayed leave (MSC4140) that a client hands over, so that the service restarts and sends it (MSC4195). */
export interface LeaveHandover {
  /** Whoever knows it can act on the event: a secret. */
  readonly delayId: string;
  /** After so many milliseconds without a restart the homeserver sends the leave by itself. */
  readonly delayTimeoutMs: number;
}

type HandoverProblem = "incomplete-delegation" | "delay-too-long" | "invalid-identifier";

/** Longer than any client asks for, and than homeservers allow by default. */
export const maxDelayTimeoutMs = 24 * 60 * 60 * 1000;

/** Both or none of the two fields; what is empty, or no time at all, counts as missing. */
export function readHandover(
  delayId: string,
  delayTimeoutMs: number,
): { readonly leave: LeaveHandover | undefined } | { readonly problem: HandoverProblem } {
  if ((delayId === "") !== delayTimeoutMs <= 0) return { problem: "incomplete-delegation" };
  if (delayId === "") return { leave: undefined };
  if (delayTimeoutMs > maxDelayTimeoutMs) return { problem: "delay-too-long" };
  if (!isIdentifier(delayId)) return { problem: "invalid-identifier" };
  return { leave: { delayId, delayTimeoutMs } };
}
