import type { CallWarning, DeviceFailure } from "@confab/core";

/** What can fail to be opened for sending. */
export type CapturedThing = "microphone" | "camera" | "screen";

/** Every message about something that went wrong. The app has a text for each; a missing one does not compile. */
export type NoticeId =
  | `device.${CapturedThing}.${DeviceFailure}`
  | `warning.${CallWarning}`
  | "warning.unknown-identities"
  | "warning.playback-blocked"
  | "warning.publish-failed"
  | "account.wrong-credentials"
  | "account.registration-closed"
  | "account.guests-closed"
  | "account.rate-limited"
  | "account.unreachable"
  | "account.server-error"
  | "session.guest-ended"
  | "session.signed-out"
  | "session.offline"
  | "session.slow"
  | "engine.unavailable"
  | "link.invalid"
  | "room.not-found"
  | "room.forbidden"
  | "call.network"
  | "call.homeserver-unreachable"
  | "call.homeserver-refused"
  | "call.too-many-requests"
  | "call.transport-missing"
  | "call.token-refused"
  | "call.token-service-down"
  | "call.membership-forbidden"
  | "call.sfu-unreachable"
  | "call.sfu-refused"
  | "call.sfu-full"
  | "call.sfu-media-failed"
  | "call.sfu-shut-down"
  | "call.joined-elsewhere"
  | "call.removed"
  | "call.locked"
  | "call.closed"
  | "call.internal";

/** One message to a person: what happened, and what they can do right here. */
export interface Notice {
  readonly id: NoticeId;
  readonly severity: "info" | "warning" | "error";
  readonly action?: NoticeAction;
}

export interface NoticeAction {
  readonly id: "retry" | "resume-playback";
  run(): void;
}
