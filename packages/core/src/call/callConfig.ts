/** The engine's times and limits; milliseconds where nothing else is said. */
export interface CallConfig {
  /**
   * When the homeserver sends our leave after the last restart. A killed tab must be gone for the others within 20
   * seconds, the way through sync included.
   */
  readonly leaveDelayMs: number;
  /** How often the delayed leave is restarted: two restarts may fail before it is sent. */
  readonly restartEveryMs: number;
  /** How long before the delayed leave is due the membership counts as at risk. */
  readonly riskMarginMs: number;
  /** How long before a membership expires it is renewed. */
  readonly renewBeforeMs: number;
  /** Wait after a request to the homeserver that got no answer. */
  readonly retryEveryMs: number;
  /** A homeserver that has not answered by then counts as unreachable. */
  readonly requestTimeoutMs: number;
  /** The same for restarts, which have less time. */
  readonly restartTimeoutMs: number;
  /** How long leaving may keep a person waiting. */
  readonly leaveTimeoutMs: number;
  /** A grant with less than this left is not used for joining. */
  readonly grantMarginMs: number;
  /**
   * How often the lobby gets a new grant. Services make the SFU's room together with the grant, and let it go when it
   * stays empty for five minutes.
   */
  readonly grantRefreshMs: number;
  /** How often something that may pass by itself is tried before a grant is given up. */
  readonly grantAttempts: number;
  /** Wait after the first attempt; doubles each time. */
  readonly grantRetryMs: number;
  /** How long after joining a device may find out that another one was first, and go to its SFU. */
  readonly settleMs: number;
  /** An SFU that has not let us in by then counts as unreachable. */
  readonly sfuConnectTimeoutMs: number;
  /** How long a lost SFU connection is being restored before the call fails. */
  readonly sfuReconnectMs: number;
  /** Longest wait between two attempts to restore it. */
  readonly sfuRetryMaxMs: number;
  /** Wait after a source could not be published. */
  readonly publishRetryMs: number;
  /** How long a participant stays listed whose membership ended while the SFU still has the device. */
  readonly absenceGraceMs: number;
  /** How long an identity on the SFU may precede, or outlive, its membership. */
  readonly unknownGraceMs: number;
}

export const defaultCallConfig: CallConfig = {
  leaveDelayMs: 12_000,
  restartEveryMs: 4000,
  riskMarginMs: 2000,
  renewBeforeMs: 3_600_000,
  retryEveryMs: 1000,
  requestTimeoutMs: 10_000,
  restartTimeoutMs: 5000,
  leaveTimeoutMs: 3000,
  grantMarginMs: 60_000,
  grantRefreshMs: 240_000,
  grantAttempts: 4,
  grantRetryMs: 500,
  settleMs: 10_000,
  sfuConnectTimeoutMs: 20_000,
  sfuReconnectMs: 60_000,
  sfuRetryMaxMs: 8000,
  publishRetryMs: 5000,
  absenceGraceMs: 4000,
  unknownGraceMs: 10_000,
};
