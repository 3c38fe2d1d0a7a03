import { parseOpenIdUserinfo } from "@confab/protocol";
import { OpenIdRefused, type OpenIdProof } from "./openIdVerifier.ts";

/** Server-server API, "OpenID". Needs no authentication but the token itself. */
export const userinfoPath = "/_matrix/federation/v1/openid/userinfo";

/** Reads what a homeserver said about a token. Throws `OpenIdRefused`. */
export function readUserinfo(
  proof: OpenIdProof,
  answer: { readonly status: number; readonly body: unknown },
): string {
  if (answer.status !== 200) throw new OpenIdRefused("token-refused");
  const userId = parseOpenIdUserinfo(answer.body);
  if (userId === undefined) throw new OpenIdRefused("no-user-id");
  // Byte for byte, port included: a homeserver vouches for its own users and for nobody else.
  const domain = userId.slice(userId.indexOf(":") + 1);
  if (domain !== proof.matrixServerName) throw new OpenIdRefused("user-of-another-server");
  return userId;
}
