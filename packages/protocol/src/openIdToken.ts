import * as v from "valibot";

const openIdToken = v.object({
  access_token: v.string(),
  token_type: v.string(),
  matrix_server_name: v.string(),
  expires_in: v.number(),
});

/** What `POST /_matrix/client/v3/user/{id}/openid/request_token` answers (client-server API). A secret. */
export interface OpenIdToken {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly matrixServerName: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Returns undefined for an answer that is not an OpenID token. */
export function parseOpenIdToken(input: unknown): OpenIdToken | undefined {
  const result = v.safeParse(openIdToken, input);
  if (!result.success) return undefined;
  const { access_token, token_type, matrix_server_name, expires_in } = result.output;
  return {
    accessToken: access_token,
    tokenType: token_type,
    matrixServerName: matrix_server_name,
    expiresIn: expires_in,
  };
}
