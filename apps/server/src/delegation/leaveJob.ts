/** What the states of a delegated leave have in common. Times are milliseconds since the Unix epoch. */
interface AnyPhase {
  /** After so many milliseconds without a restart the homeserver sends the leave by itself. */
  readonly delayTimeoutMs: number;
  /** From when the homeserver counts: the registration, then the last restart. */
  readonly countedFrom: number;
}

/**
 * The device may be gone: when the SFU does not have it at the next look, it is. `left` when it said goodbye, `lost`
 * when its connection broke or it was simply not there.
 */
export type Missing = "left" | "lost";

/** The device has not been seen at the SFU yet. */
export interface WaitingJob extends AnyPhase {
  readonly phase: "waiting";
  readonly lookAt: number;
  /** Looks so far that did not find it. */
  readonly looks: number;
  readonly missing: Missing | undefined;
}

/** The device is at the SFU: the leave is restarted so that the homeserver does not send it. */
export interface ConnectedJob extends AnyPhase {
  readonly phase: "connected";
  readonly restartAt: number;
  /** Restarts in a row that failed. */
  readonly failures: number;
  /** Undefined: the SFU is asked only after it told something. */
  readonly lookAt: number | undefined;
  /** Looks in a row that the SFU did not answer, and when the first of them was. */
  readonly looks: number;
  readonly silentSince: number | undefined;
  readonly missing: Missing | undefined;
}

/** The device is gone: the leave is to be sent. There is no way back. */
export interface SendingJob extends AnyPhase {
  readonly phase: "sending";
  readonly sendAt: number;
  readonly failures: number;
  /** No more tries after this. */
  readonly sendUntil: number;
}

/** How far a delegated leave is. */
export type LeaveJob = WaitingJob | ConnectedJob | SendingJob;

export type LeavePhase = LeaveJob["phase"];

/** Why nothing is to be done for a delegated leave any more. */
export type LeaveEnd =
  /** We sent the leave. */
  | "sent"
  /** The homeserver does not have it any more: sent or cancelled by the client, or its time was over. */
  | "gone"
  /** Its time is over by our own count. */
  | "expired"
  /** Its delay id was encrypted with another key: the SFU's API secret was changed. */
  | "unreadable"
  /** The device's connection broke before it was ever seen: the client asks anew when it tries again. */
  | "aborted";

export interface LeaveEnded {
  readonly ended: LeaveEnd;
}
