import {
  formatMemberTokenRequest,
  type IssuedGrant,
  legacySlotId,
  parseMatrixError,
  parseOpenIdToken,
  parseSfuGrant,
} from "@confab/protocol";
import { bad, type Check, ok } from "../check.ts";
import type { Answer, Ask } from "../network/ask.ts";
import { isThisMachine } from "../network/localHost.ts";
import type { Matrix } from "./matrix.ts";

/** A token for the room from the service, as a client gets one, or what stands in the way. */
export async function tokenCheck(
  matrix: Matrix,
  asked: { readonly roomId: string; readonly serviceUrl: string },
  { ask, now }: { readonly ask: Ask; readonly now: () => number },
): Promise<{ readonly checks: readonly Check[]; readonly grant?: IssuedGrant }> {
  const { userId } = matrix.account;
  const path = `/v3/user/${encodeURIComponent(userId)}/openid/request_token`;
  const issued = await matrix.ask("POST", path, {});
  const openIdToken = parseOpenIdToken(issued.body);
  if (openIdToken === undefined) {
    const { errcode } = parseMatrixError(issued.body);
    const reason = issued.failure || `${issued.status} ${errcode}`.trim();
    return {
      checks: [
        bad(
          `The homeserver gives the account no OpenID token (${reason})`,
          issued.status === 403
            ? "use a registered account: guests may not call"
            : "route /_matrix/client/*/user/*/openid to a process that knows it",
        ),
      ],
    };
  }
  const { roomId, serviceUrl } = asked;
  const { deviceId } = matrix.account;
  const answer = await ask({
    method: "POST",
    url: `${serviceUrl}/get_token`,
    body: formatMemberTokenRequest({
      roomId,
      slotId: legacySlotId,
      memberId: "confab-doctor",
      userId,
      deviceId,
      openIdToken,
    }),
  });
  const grant = parseSfuGrant(answer.body, now());
  if (grant === undefined) return { checks: [explain(answer, serviceUrl)] };
  return {
    checks: [ok(`${serviceUrl} gives ${userId} a token`), ...addressProblems(grant)],
    grant,
  };
}

function explain({ status, failure, body }: Answer, serviceUrl: string): Check {
  const { errcode } = parseMatrixError(body);
  const reason = failure || `${status} ${errcode}`.trim();
  const text = `${serviceUrl} gives no token (${reason})`;
  switch (status) {
    case 401:
      return bad(
        text,
        "the service could not verify the account: its log says why; usually it cannot reach the homeserver's OpenID endpoint",
      );
    case 403:
      return bad(
        text,
        "the service thinks that the account is not in the room: let its application service see the room (registration, user namespace)",
      );
    case 429:
      return bad(text, "raise the limits of the authorisation service, or wait a minute");
    case 500:
      return bad(
        text,
        "the service could not make a room on the SFU: check LIVEKIT_URL, key and secret of the service; its log has the cause",
      );
    default:
      return bad(text, "see the log of the authorisation service and of the reverse proxy");
  }
}

function addressProblems({ url }: IssuedGrant): readonly Check[] {
  const { protocol, hostname } = new URL(url);
  if (protocol === "wss:" || protocol === "https:" || isThisMachine(hostname)) return [];
  return [
    bad(
      `The token is for the SFU at ${url}: browsers refuse unencrypted connections`,
      "give the authorisation service the SFU's public wss:// address (LIVEKIT_URL)",
    ),
  ];
}
