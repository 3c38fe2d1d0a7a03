import { createHash, createHmac } from "node:crypto";

/** A key of the SFU. The secret is one. */
export interface SfuKey {
  readonly apiKey: string;
  readonly apiSecret: string;
}

const lifetimeSeconds = 60;

/** A LiveKit access token: a JWT (RFC 7519) signed with HS256. A secret. */
export function livekitToken(
  { apiKey, apiSecret }: SfuKey,
  now: number,
  claims: Readonly<Record<string, unknown>>,
): string {
  const seconds = Math.floor(now / 1000);
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const header = encode({ alg: "HS256", typ: "JWT" });
  const payload = encode({
    iss: apiKey,
    sub: "doctor",
    nbf: seconds,
    exp: seconds + lifetimeSeconds,
    ...claims,
  });
  const signature = createHmac("sha256", apiSecret)
    .update(`${header}.${payload}`)
    .digest("base64url");
  return `${header}.${payload}.${signature}`;
}

/** What LiveKit puts into `Authorization` of a webhook: a token that carries the SHA-256 of the body. */
export function webhookToken(key: SfuKey, now: number, body: string): string {
  const sha256 = createHash("sha256").update(body).digest("base64");
  return livekitToken(key, now, { sha256 });
}
