import * as livekit from "livekit-client";
import { describe, expect, it } from "vitest";
import { closeReason, connectFailure } from "./closeReason.ts";

const { ConnectionError, DisconnectReason } = livekit;

describe("close reasons", () => {
  it.each([
    [DisconnectReason.CLIENT_INITIATED, "left"],
    [DisconnectReason.DUPLICATE_IDENTITY, "duplicate-identity"],
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.ROOM_DELETED, "room-closed"],
    [DisconnectReason.ROOM_CLOSED, "room-closed"],
    [DisconnectReason.SERVER_SHUTDOWN, "server-shutdown"],
    [DisconnectReason.MEDIA_FAILURE, "media-failed"],
    [DisconnectReason.SIGNAL_CLOSE, "unreachable"],
    [undefined, "unreachable"],
    [DisconnectReason.MIGRATION, "unknown"],
  ] as const)("[LC3] reads LiveKit's %s as %s", (reason, expected) => {
    expect(closeReason(livekit, reason)).toBe(expected);
  });

  it.each([
    [ConnectionError.notAllowed("requested room does not exist", 404), false, "room-missing"],
    [ConnectionError.notAllowed("invalid token", 401), false, "unauthorised"],
    [ConnectionError.notAllowed("no permissions", 403), false, "unauthorised"],
    [ConnectionError.serverUnreachable("no route"), false, "unreachable"],
    [ConnectionError.timeout("too slow"), false, "unreachable"],
    [ConnectionError.websocket("broken"), false, "unreachable"],
    [ConnectionError.timeout("no ICE pair"), true, "media-failed"],
    [ConnectionError.internal("no ICE pair"), true, "media-failed"],
    [ConnectionError.cancelled("stopped"), true, "left"],
    [
      ConnectionError.leaveRequest("removed", DisconnectReason.DUPLICATE_IDENTITY),
      false,
      "duplicate-identity",
    ],
    [new Error("WebRTC is missing"), false, "unknown"],
  ] as const)("[LC3] reads %s (signalled: %s) as %s", (error, signalled, expected) => {
    expect(connectFailure(livekit, error, signalled)).toBe(expected);
  });
});
