import type { SfuCloseReason } from "@confab/core";
import type { ConnectionError } from "livekit-client";
import type { Livekit } from "./livekit.ts";

/**
 * Why a connection that stood has ended. `reason` is LiveKit's `DisconnectReason`; it gives none when it stopped
 * trying to reconnect.
 */
export function closeReason(livekit: Livekit, reason: unknown): SfuCloseReason {
  const { DisconnectReason } = livekit;
  const meanings = new Map<unknown, SfuCloseReason>([
    [undefined, "unreachable"],
    [DisconnectReason.UNKNOWN_REASON, "unreachable"],
    [DisconnectReason.CLIENT_INITIATED, "left"],
    [DisconnectReason.DUPLICATE_IDENTITY, "duplicate-identity"],
    [DisconnectReason.SERVER_SHUTDOWN, "server-shutdown"],
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.ROOM_DELETED, "room-closed"],
    [DisconnectReason.ROOM_CLOSED, "room-closed"],
    [DisconnectReason.USER_REJECTED, "unauthorised"],
    [DisconnectReason.MEDIA_FAILURE, "media-failed"],
    [DisconnectReason.STATE_MISMATCH, "unreachable"],
    [DisconnectReason.JOIN_FAILURE, "unreachable"],
    [DisconnectReason.SIGNAL_CLOSE, "unreachable"],
    [DisconnectReason.CONNECTION_TIMEOUT, "unreachable"],
  ]);
  return meanings.get(reason) ?? "unknown";
}

/**
 * Why a connection could not be made. `signalled`: the SFU had let us in already, so that what failed then was the
 * way for media.
 */
export function connectFailure(
  livekit: Livekit,
  error: unknown,
  signalled: boolean,
): SfuCloseReason {
  if (!(error instanceof livekit.ConnectionError)) return signalled ? "media-failed" : "unknown";
  const { ConnectionErrorReason } = livekit;
  // The class is a union by `reason`; only some variants type their other fields.
  const { reason, status, context }: Pick<ConnectionError, "reason" | "status" | "context"> = error;
  switch (reason) {
    case ConnectionErrorReason.NotAllowed:
      // LiveKit's `/rtc/validate` says 404 for a room that does not exist while `auto_create` is off.
      return status === 404 ? "room-missing" : "unauthorised";
    case ConnectionErrorReason.LeaveRequest:
      return closeReason(livekit, context);
    case ConnectionErrorReason.Cancelled:
      return "left";
    default:
      return signalled ? "media-failed" : "unreachable";
  }
}
