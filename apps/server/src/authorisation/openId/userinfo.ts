import { parseOpenIdUserinfo, serverNameOf } from "@confab/protocol";
import { OpenIdRefused, type OpenIdProof } from "./openIdVerifier.ts";

/** Server-server API, "OpenID". Needs no authentication but the token itself. */
const path = "/_matrix/federation/v1/openid/userinfo";

/**
 * What fits into the request line of every server, escaped. On a longer one some close the connection, and whoever sends
 * it could make their homeserver look dead.
 */
const longestToken = 4_096;

/** Path and query that ask whose the token is; the query is a secret. Throws `OpenIdRefused`. */
export function userinfoRequest({ accessToken }: OpenIdProof): string {
  // A lone surrogate has no UTF-8 form.
  const token = accessToken.isWellFormed() ? encodeURIComponent(accessToken) : "";
  if (token === "" || token.length > longestToken) throw new OpenIdRefused("invalid-token");
  return `${path}?access_token=${token}`;
}

/** Reads what a homeserver said about a token. Throws `OpenIdRefused`. */
export function readUserinfo(
  proof: OpenIdProof,
  answer: { readonly status: number; readonly body: unknown },
): string {
  if (answer.status !== 200) throw new OpenIdRefused("token-refused");
  const userId = parseOpenIdUserinfo(answer.body);
  if (userId === undefined) throw new OpenIdRefused("no-user-id");
  // Byte for byte, port included: a homeserver vouches for its own users and for nobody else.
  if (serverNameOf(userId) !== proof.matrixServerName)
    throw new OpenIdRefused("user-of-another-server");
  return userId;
}
