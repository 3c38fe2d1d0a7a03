import * as v from "valibot";
import { decodeBase64UrlText } from "./base64Url.ts";
import { parseJson } from "./parseJson.ts";
import type { OpenIdToken } from "./openIdToken.ts";

/** Body of `POST /sfu/get`. Carries the OpenID token, a secret. */
export function formatTokenRequest(request: {
  roomId: string;
  deviceId: string;
  openIdToken: OpenIdToken;
}): object {
  return {
    room: request.roomId,
    openid_token: formatOpenIdToken(request.openIdToken),
    device_id: request.deviceId,
  };
}

/** Body of `POST /get_token` (MSC4195). Carries the OpenID token, a secret. */
export function formatMemberTokenRequest(request: {
  roomId: string;
  slotId: string;
  memberId: string;
  userId: string;
  deviceId: string;
  openIdToken: OpenIdToken;
}): object {
  return {
    room_id: request.roomId,
    slot_id: request.slotId,
    openid_token: formatOpenIdToken(request.openIdToken),
    member: {
      id: request.memberId,
      claimed_user_id: request.userId,
      claimed_device_id: request.deviceId,
    },
  };
}

function formatOpenIdToken(token: OpenIdToken): object {
  return {
    access_token: token.accessToken,
    token_type: token.tokenType,
    matrix_server_name: token.matrixServerName,
    expires_in: token.expiresIn,
  };
}

/** What the authorisation service hands out. */
export interface IssuedGrant {
  /** WebSocket URL of the SFU. */
  readonly url: string;
  /** A secret. */
  readonly jwt: string;
  /** Name of the room on the SFU. */
  readonly room: string;
  /** How the SFU will name us. */
  readonly identity: string;
  /** Milliseconds since the Unix epoch, by our own clock. */
  readonly expiresAt: number;
}

const answer = v.object({
  url: v.pipe(v.string(), v.regex(/^(wss?|https?):\/\//)),
  jwt: v.string(),
});
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER / 1000));
const payload = v.object({
  sub: v.pipe(v.string(), v.minLength(1)),
  exp: seconds,
  nbf: v.optional(seconds),
  iat: v.optional(seconds),
  video: v.object({ room: v.pipe(v.string(), v.minLength(1)) }),
});

/**
 * Reads the answer of `POST /sfu/get`, and out of its JWT what the client must know. The signature is the SFU's to
 * check. How long the grant lasts is told by the token's own times, so that a wrong clock on this side does not
 * matter. Undefined for anything else. `now` in milliseconds since the Unix epoch.
 */
export function parseSfuGrant(input: unknown, now: number): IssuedGrant | undefined {
  const result = v.safeParse(answer, input);
  if (!result.success) return undefined;
  const { url, jwt } = result.output;
  const claims = v.safeParse(payload, readPayload(jwt));
  if (!claims.success) return undefined;
  const { sub, exp, nbf, iat, video } = claims.output;
  const issuedAt = iat ?? nbf;
  return {
    url,
    jwt,
    room: video.room,
    identity: sub,
    expiresAt: issuedAt === undefined ? exp * 1000 : now + (exp - issuedAt) * 1000,
  };
}

/** The claims of a JWT (RFC 7519), unverified. */
function readPayload(jwt: string): unknown {
  const [, encoded = ""] = jwt.split(".");
  return parseJson(decodeBase64UrlText(encoded));
}
