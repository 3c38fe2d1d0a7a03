/** One LiveKit SFU with its authorisation service (MSC4195). */
export interface LivekitTransport {
  readonly type: "livekit";
  /** Base URL of the authorisation service, without a trailing slash. */
  readonly serviceUrl: string;
  /** The SFU room as old clients name it; our writer puts the Matrix room id there. */
  readonly alias?: string;
}
