import {
  type CallError,
  MatrixRequestError,
  SfuConnectError,
  type SfuCloseReason,
} from "@confab/core";
import type { NoticeId } from "./notice.ts";

/** What to say about an error that keeps a person out of a call, or ended it. */
export function callNoticeId(error: CallError): NoticeId {
  switch (error.code) {
    case "NETWORK":
      return "call.network";
    case "MATRIX_REQUEST":
      return error instanceof MatrixRequestError
        ? matrixNoticeId(error)
        : "call.homeserver-refused";
    case "TRANSPORT_MISSING":
      return "call.transport-missing";
    case "TOKEN_REFUSED":
      return refusalNoticeId(error.data["reason"]);
    case "TOKEN_SERVICE_DOWN":
      return "call.token-service-down";
    case "MEMBERSHIP_FORBIDDEN":
      return "call.membership-forbidden";
    case "SFU_CONNECT":
      return sfuNoticeId(error instanceof SfuConnectError ? error.reason : "unreachable");
    case "SFU_CLOSED":
      return sfuNoticeId(closeReason(error.data["reason"]));
    case "PUBLISH_FAILED":
      return "warning.publish-failed";
    case "DEVICE":
    case "INTERNAL":
      return "call.internal";
  }
}

/** The same for opening a room: here 404 and 403 speak about the call's link. */
export function roomNoticeId(error: unknown): NoticeId {
  if (!(error instanceof MatrixRequestError)) return "call.internal";
  if (error.status === 404) return "room.not-found";
  if (error.status === 403) return "room.forbidden";
  return matrixNoticeId(error);
}

/** The same for any other request to the homeserver. */
export function requestNoticeId(error: unknown): NoticeId {
  return error instanceof MatrixRequestError ? matrixNoticeId(error) : "call.internal";
}

function matrixNoticeId(error: MatrixRequestError): NoticeId {
  if (error.status === 0 || error.status >= 500) return "call.homeserver-unreachable";
  return error.status === 429 ? "call.too-many-requests" : "call.homeserver-refused";
}

function refusalNoticeId(reason: unknown): NoticeId {
  switch (reason) {
    case "removed":
      return "call.removed";
    case "locked":
      return "call.locked";
    case "not-joined":
      return "room.forbidden";
    default:
      return "call.token-refused";
  }
}

function sfuNoticeId(reason: SfuCloseReason): NoticeId {
  switch (reason) {
    case "unreachable":
    case "unknown":
    case "left":
      return "call.sfu-unreachable";
    case "unauthorised":
    case "room-missing":
      return "call.sfu-refused";
    case "full":
      return "call.sfu-full";
    case "media-failed":
      return "call.sfu-media-failed";
    case "server-shutdown":
      return "call.sfu-shut-down";
    case "duplicate-identity":
      return "call.joined-elsewhere";
    case "removed":
      return "call.removed";
    case "room-closed":
      return "call.closed";
  }
}

const closeReasons: Readonly<Record<SfuCloseReason, true>> = {
  left: true,
  unreachable: true,
  unauthorised: true,
  "room-missing": true,
  full: true,
  "duplicate-identity": true,
  removed: true,
  "room-closed": true,
  "server-shutdown": true,
  "media-failed": true,
  unknown: true,
};

function closeReason(reason: unknown): SfuCloseReason {
  const isReason = (value: unknown): value is SfuCloseReason =>
    typeof value === "string" && Object.hasOwn(closeReasons, value);
  return isReason(reason) ? reason : "unknown";
}
