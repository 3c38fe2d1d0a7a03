import type { CallRoom } from "../calls/callIndex.ts";

/** A delayed leave (MSC4140) that a client has handed over: we restart it while the device is at the SFU, then send it. */
export interface DelegatedLeave {
  readonly call: CallRoom;
  /** Under which the device may be at the SFU: clients do not say by which endpoint they got their token. */
  readonly identities: readonly string[];
  readonly userId: string;
  /** Empty when the client did not say: then its first identity stands for the device. */
  readonly deviceId: string;
  /** Whoever knows it can act on the event: a secret. */
  readonly delayId: string;
  /** After so many milliseconds without a restart the homeserver sends the leave by itself. */
  readonly delayTimeoutMs: number;
  /** Restart and send as this user, with the application service's token (MSC4195, app-service mode). */
  readonly asAppService: boolean;
}

export interface LeaveDelegation {
  /**
   * Resolves when the leave is remembered over restarts. It replaces an older one of the same device in the same call,
   * on which nothing is done any more.
   */
  register(leave: DelegatedLeave): Promise<void>;
}
