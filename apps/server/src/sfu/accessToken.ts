import { createHmac, createSecretKey } from "node:crypto";
import type { Clock } from "../time/clock.ts";

/** What a token of LiveKit says. */
interface AccessClaims {
  /** The participant that it lets in; absent in tokens for the room service. */
  readonly identity?: string;
  /** LiveKit's video grant. */
  readonly video: Readonly<Record<string, unknown>>;
  readonly lifetimeSeconds: number;
}

/** Signs an access token of LiveKit (JWT, HS256), valid from now. The token is a secret. */
export type SignAccessToken = (claims: AccessClaims) => string;

const header = encode({ alg: "HS256", typ: "JWT" });

/** jose signs through the thread pool, at several times the cost, and every call of the SFU needs a token. */
export function createAccessTokenSigner(
  key: { readonly apiKey: string; readonly apiSecret: string },
  clock: Clock,
): SignAccessToken {
  const secret = createSecretKey(key.apiSecret, "utf8");
  return ({ identity, video, lifetimeSeconds }) => {
    const now = Math.floor(clock.now() / 1000);
    const claims = {
      iss: key.apiKey,
      sub: identity,
      iat: now,
      nbf: now,
      exp: now + lifetimeSeconds,
    };
    const signed = `${header}.${encode({ ...claims, video })}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value), "utf8").toString("base64url");
}
