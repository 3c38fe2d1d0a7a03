import { type CallError, DeviceError } from "@confab/core";
import type { CapturedThing, Notice } from "./notice.ts";

/** What to say about a microphone, camera or screen that could not be captured. */
export function deviceNotice(
  thing: CapturedThing,
  problem: CallError,
  retry: (() => void) | undefined,
): Notice {
  const failure = problem instanceof DeviceError ? problem.failure : "unknown";
  return {
    id: `device.${thing}.${failure}`,
    severity: "warning",
    ...(retry === undefined ? {} : { action: { id: "retry", run: retry } }),
  };
}
