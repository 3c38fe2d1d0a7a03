import { createHmac, randomUUID } from "node:crypto";

const timeoutMs = 5000;
const lifetimeSeconds = 60;

/**
 * Whether LiveKit would make a room for anybody who has a token. Asks its `/rtc/validate` about a room that does not
 * exist, which changes nothing: 404 says no, 200 says yes. Undefined when it gives neither answer.
 */
export async function sfuMakesRooms(
  sfuUrl: string,
  key: { readonly sfuApiKey: string; readonly sfuApiSecret: string },
): Promise<boolean | undefined> {
  const token = joinToken(key.sfuApiKey, key.sfuApiSecret, `doctor-${randomUUID()}`);
  try {
    const response = await fetch(`${sfuUrl}/rtc/validate`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (response.status === 404) return false;
    return response.status === 200 ? true : undefined;
  } catch {
    return undefined;
  }
}

/** A LiveKit access token: a JWT (RFC 7519) signed with HS256. */
function joinToken(key: string, secret: string, room: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const header = encode({ alg: "HS256", typ: "JWT" });
  const claims = encode({
    iss: key,
    sub: "doctor",
    nbf: now,
    exp: now + lifetimeSeconds,
    video: { roomJoin: true, room },
  });
  const signature = createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url");
  return `${header}.${claims}.${signature}`;
}
