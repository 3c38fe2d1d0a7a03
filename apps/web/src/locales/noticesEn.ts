import type { NoticeId } from "@confab/view";

export interface NoticeText {
  /** What happened. */
  readonly title: string;
  /** What it means, and what to do. */
  readonly body: string;
}

const allowInBrowser =
  "Click the camera or lock symbol beside the address, choose Allow, then try again.";
const reloadLater =
  "Wait a moment, then try again. If it stays like this, tell whoever runs this server.";
const secureAddress =
  "Browsers allow this only on addresses that start with https. Ask whoever runs this server for the https address.";
const otherBrowser =
  "This browser has no support for it. Use a current Chrome, Edge, Firefox or Safari.";

/** English texts of every notice. */
export const noticesEn: Readonly<Record<NoticeId, NoticeText>> = {
  "device.microphone.insecure-origin": {
    title: "The microphone needs a secure address",
    body: secureAddress,
  },
  "device.microphone.unsupported": { title: "No microphone in this browser", body: otherBrowser },
  "device.microphone.denied": { title: "Microphone is blocked", body: allowInBrowser },
  "device.microphone.dismissed": {
    title: "Microphone was not allowed",
    body: "The browser asked and got no answer. Try again and choose Allow.",
  },
  "device.microphone.missing": {
    title: "No microphone found",
    body: "Plug one in and try again. You can join without it and listen.",
  },
  "device.microphone.busy": {
    title: "Another program is using the microphone",
    body: "Close other call programs, then try again.",
  },
  "device.microphone.unplugged": {
    title: "The microphone was unplugged",
    body: "Plug it in again or choose another one, then try again.",
  },
  "device.microphone.unknown": {
    title: "The microphone did not start",
    body: "Unplug it, plug it in again, then try again.",
  },
  "device.camera.insecure-origin": {
    title: "The camera needs a secure address",
    body: secureAddress,
  },
  "device.camera.unsupported": { title: "No camera in this browser", body: otherBrowser },
  "device.camera.denied": { title: "Camera is blocked", body: allowInBrowser },
  "device.camera.dismissed": {
    title: "Camera was not allowed",
    body: "The browser asked and got no answer. Try again and choose Allow.",
  },
  "device.camera.missing": {
    title: "No camera found",
    body: "Plug one in and try again. You can join without it.",
  },
  "device.camera.busy": {
    title: "Another program is using the camera",
    body: "Close other programs that show your picture, then try again.",
  },
  "device.camera.unplugged": {
    title: "The camera was unplugged",
    body: "Plug it in again or choose another one, then try again.",
  },
  "device.camera.unknown": {
    title: "The camera did not start",
    body: "Unplug it, plug it in again, then try again.",
  },
  "device.screen.insecure-origin": {
    title: "Sharing needs a secure address",
    body: secureAddress,
  },
  "device.screen.unsupported": { title: "This browser cannot share a screen", body: otherBrowser },
  "device.screen.denied": {
    title: "Your system blocks screen sharing",
    body: "Allow screen recording for this browser in the system’s privacy settings, then try again.",
  },
  "device.screen.dismissed": {
    title: "Sharing has stopped",
    body: "You stopped it in the browser. Share again whenever you like.",
  },
  "device.screen.missing": {
    title: "There was nothing to share",
    body: "Open the window you want to show, then try again.",
  },
  "device.screen.busy": {
    title: "That window cannot be shared right now",
    body: "Choose another window or your whole screen.",
  },
  "device.screen.unplugged": {
    title: "The shared screen has gone",
    body: "Its window was closed or its display unplugged. Share another one.",
  },
  "device.screen.unknown": {
    title: "Sharing did not start",
    body: "Try again, or choose another window.",
  },

  "warning.sfu-reconnecting": {
    title: "Reconnecting…",
    body: "Picture and sound are interrupted. You stay in the call; check your network if it lasts.",
  },
  "warning.homeserver-unreachable": {
    title: "The chat server does not answer",
    body: "The call goes on. People who join or leave may show late.",
  },
  "warning.membership-at-risk": {
    title: "Others may lose sight of you",
    body: "Your sign of life does not reach the server. Check your network; nothing else to do.",
  },
  "warning.no-delayed-leave": {
    title: "This server notices crashes late",
    body: "If your browser crashes, others may see you here for a while. Leave with the red button.",
  },
  "warning.silenced": {
    title: "A moderator has muted you",
    body: "Your microphone, camera or screen was switched off. You can switch it on again.",
  },
  "warning.unknown-identities": {
    title: "Somebody unknown is connected",
    body: "A connection belongs to nobody in this call. Do not share secrets, and tell whoever runs this server.",
  },
  "warning.playback-blocked": {
    title: "Sound is off",
    body: "Your browser plays sound only after a click.",
  },
  "warning.publish-failed": {
    title: "Others may not see or hear you",
    body: "Switch your microphone or camera off and on again.",
  },

  "account.wrong-credentials": {
    title: "Wrong username or password",
    body: "Check both and try again. Passwords know capital letters.",
  },
  "account.registration-closed": {
    title: "This server makes no new accounts",
    body: "Continue as a guest, or ask whoever runs this server for an account.",
  },
  "account.guests-closed": {
    title: "This server lets no guests in",
    body: "Log in, or create an account.",
  },
  "account.rate-limited": {
    title: "Too many attempts",
    body: "Wait a minute, then try again.",
  },
  "account.unreachable": {
    title: "The server does not answer",
    body: "Check your network, then try again.",
  },
  "account.server-error": {
    title: "The server could not do that",
    body: reloadLater,
  },

  "session.guest-ended": {
    title: "Your guest visit is over",
    body: "Guests stay for a day. Come in again with your name, or create an account to stay.",
  },
  "session.signed-out": {
    title: "You are signed out",
    body: "This session was ended from another place. Log in again to go on.",
  },
  "session.offline": {
    title: "The chat server does not answer",
    body: "Check your network. This page goes on by itself when the server is back.",
  },
  "session.slow": {
    title: "This takes longer than usual",
    body: "Check your network, or reload the page.",
  },
  "engine.unavailable": {
    title: "A part of Confab could not be fetched",
    body: "Check your network, then try again.",
  },
  "link.invalid": {
    title: "That is not a link to a call",
    body: "Paste the whole link, as somebody sent it to you.",
  },

  "room.not-found": {
    title: "This call was not found",
    body: "The link may be incomplete, or the call no longer exists. Ask for a new link.",
  },
  "room.forbidden": {
    title: "This call is not open to you",
    body: "Ask somebody in it for an invitation, or log in with another account.",
  },

  "call.network": {
    title: "No connection",
    body: "Check your network, then try again.",
  },
  "call.homeserver-unreachable": {
    title: "The chat server does not answer",
    body: reloadLater,
  },
  "call.homeserver-refused": {
    title: "The chat server refused",
    body: "Try again. If it stays like this, tell whoever runs this server.",
  },
  "call.too-many-requests": {
    title: "The server asks for a pause",
    body: "Wait a minute, then try again.",
  },
  "call.transport-missing": {
    title: "No media server for calls",
    body: "This chat server has no media server to send picture and sound through. Tell whoever runs it.",
  },
  "call.token-refused": {
    title: "The call server did not let you in",
    body: "Sign out and in again. If it stays like this, tell whoever runs this server.",
  },
  "call.token-service-down": {
    title: "The call server does not answer",
    body: reloadLater,
  },
  "call.membership-forbidden": {
    title: "You may not take part in this call",
    body: "You can be in this room, but not in its calls. Ask somebody who runs the room.",
  },
  "call.sfu-unreachable": {
    title: "The media server does not answer",
    body: "Picture and sound cannot get through. Check your network, then try again.",
  },
  "call.sfu-refused": {
    title: "The media server did not let you in",
    body: reloadLater,
  },
  "call.sfu-full": {
    title: "This call is full",
    body: "Wait until somebody leaves, then try again.",
  },
  "call.sfu-media-failed": {
    title: "Picture and sound cannot get through",
    body: "Your network blocks the media server’s connection. Try another network, or switch off a VPN.",
  },
  "call.sfu-shut-down": {
    title: "The media server was shut down",
    body: "It is usually back within a minute. Try again then.",
  },
  "call.joined-elsewhere": {
    title: "You joined from another place",
    body: "The same session is in this call in another tab. Go on there, or rejoin here.",
  },
  "call.removed": {
    title: "You were removed from the call",
    body: "Ask somebody in the call before you rejoin.",
  },
  "call.locked": {
    title: "This call is locked",
    body: "Nobody else can come in right now. Ask somebody in it to unlock it, then try again.",
  },
  "call.closed": {
    title: "The call was ended for everybody",
    body: "You can start it again.",
  },
  "call.internal": {
    title: "Something went wrong in Confab",
    body: "Try again. If it happens again, tell whoever runs this server.",
  },
};
