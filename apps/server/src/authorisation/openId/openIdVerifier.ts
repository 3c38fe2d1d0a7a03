/** Whose OpenID token is this? */
export interface OpenIdVerifier {
  /**
   * Resolves with the Matrix user id that the token's homeserver vouches for, whose domain is that homeserver.
   * Rejects with `OpenIdRefused`, or with `MatrixError` 429 while too many other homeservers are being asked.
   */
  verify(token: OpenIdProof): Promise<string>;
}

/** What a client sends to prove who it is. `accessToken` is a secret. */
export interface OpenIdProof {
  readonly accessToken: string;
  readonly matrixServerName: string;
}

/** Why a token proves nothing. For our log alone: clients are told no reasons. */
export type OpenIdRefusal =
  | "invalid-server-name"
  /** The configuration names the homeservers that are served, and this is none of them. */
  | "server-not-served"
  /** No homeserver gives out tokens like this one. */
  | "invalid-token"
  | "server-unreachable"
  /** It did not answer a moment ago, and is left alone for a while. */
  | "server-recently-unreachable"
  | "token-refused"
  | "no-user-id"
  | "user-of-another-server"
  | "claimed-another-user";

export class OpenIdRefused extends Error {
  override readonly name = "OpenIdRefused";
  readonly reason: OpenIdRefusal;

  constructor(reason: OpenIdRefusal, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
