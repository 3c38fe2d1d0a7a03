/** What `POST /_matrix/client/v3/user/{id}/openid/request_token` answers (client-server API). A secret. */
export interface OpenIdToken {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly matrixServerName: string;
  /** Seconds. */
  readonly expiresIn: number;
}
