import type { DeviceFailure } from "@confab/core";

/** The browser's permission for the device, `unknown` where it cannot be asked. */
export type KnownPermission = PermissionState | "unknown";

/**
 * What a rejected `getUserMedia` means for a person (Media Capture and Streams §10.2).
 * `NotAllowedError` alone does not tell a refusal from a closed question: the permission afterwards does.
 */
export function captureFailure(error: unknown, permission: KnownPermission): DeviceFailure {
  switch (errorName(error)) {
    case "NotAllowedError":
    case "SecurityError":
      return permission === "prompt" ? "dismissed" : "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    // Windows and Linux give a camera to one program at a time; macOS reports some of these as AbortError.
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "NotSupportedError":
      return "unsupported";
    default:
      return "unknown";
  }
}

/**
 * What a rejected `getDisplayMedia` means (Screen Capture §5.1). Closing the picker and a refusal of the operating
 * system have the same name; Chromium tells the latter in its message.
 */
export function screenFailure(error: unknown): DeviceFailure {
  const name = errorName(error);
  if (name === "NotAllowedError") {
    return error instanceof Error && /by system/i.test(error.message) ? "denied" : "dismissed";
  }
  if (name === "NotFoundError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (name === "NotSupportedError") return "unsupported";
  return "unknown";
}

/**
 * Why a running capture ended by itself. Revoking the permission and pulling the plug look the same on the track:
 * only a permission that was granted before and is not any more means a revocation. (Safari says `prompt` even while
 * it captures, so `prompt` alone means nothing.)
 */
export function endedFailure(before: KnownPermission, after: KnownPermission): DeviceFailure {
  if (after === "denied") return "denied";
  return before === "granted" && after === "prompt" ? "denied" : "unplugged";
}

/** True when asking again without naming a device may succeed. */
export function mayLackChosenDevice(error: unknown): boolean {
  const name = errorName(error);
  return name === "OverconstrainedError" || name === "NotFoundError";
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
