import type { IncomingHttpHeaders } from "node:http";
import { readJoinTokenClaims } from "@confab/protocol";
import type { CallGate } from "../membership/callGate.ts";
import type { TokenCheck } from "./tokenCheck.ts";

/** May somebody with this request come in? Never rejects. `url`: path and query. */
export type HandshakeCheck = (url: string, headers: IncomingHttpHeaders) => Promise<boolean>;

/** One in the header and one in the query: nobody needs more. */
const mostTokens = 2;

/**
 * Refuses tokens that were revoked, which the SFU itself cannot do, and those that are not good, which it would write
 * into its log. All tokens of a request count, since we need not agree with the SFU on which of them is meant.
 */
export function createHandshakeCheck(
  gate: Pick<CallGate, "mayConnect">,
  isGood: TokenCheck,
): HandshakeCheck {
  return async (url, headers) => {
    const tokens = tokensOf(url, headers);
    if (tokens.length > mostTokens) return false;
    const allowed = await Promise.all(
      tokens.map(async (token) => {
        if (!(await isGood(token))) return false;
        const claims = readJoinTokenClaims(token);
        return claims === undefined || (await gate.mayConnect(claims.room, claims.identity));
      }),
    );
    return allowed.every(Boolean);
  };
}

function tokensOf(url: string, headers: IncomingHttpHeaders): readonly string[] {
  const queryStart = url.indexOf("?");
  const query = new URLSearchParams(queryStart < 0 ? "" : url.slice(queryStart + 1));
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  return [...query.getAll("access_token"), ...(bearer === undefined ? [] : [bearer])];
}
