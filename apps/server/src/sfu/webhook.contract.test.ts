import { createHash, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, inject, it } from "vitest";

const stack = inject("stack");

/** What the SFU might have said, to the address that everybody reaches. */
async function send(
  options: { readonly secret?: string; readonly ageSeconds?: number; readonly id?: string } = {},
): Promise<unknown> {
  const { secret = stack.apiSecret, ageSeconds = 0, id = randomUUID() } = options;
  const now = Math.floor(Date.now() / 1000);
  const room = { sid: "RM_none", name: "none" };
  const body = JSON.stringify({ event: "room_finished", id, createdAt: now - ageSeconds, room });
  const sha256 = createHash("sha256").update(body).digest("base64");
  const authorization = await new SignJWT({ sha256 })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(stack.apiKey)
    .setExpirationTime(now + 300)
    .sign(new TextEncoder().encode(secret));
  const headers = { authorization, "content-type": "application/webhook+json" };
  const url = `${stack.origin}/livekit/jwt/sfu_webhook`;
  const answer = await fetch(url, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  return answer.json();
}

describe("a webhook to the running server", () => {
  it("[SU1] is taken when it is the SFU's, [SU4] also when it comes again", async () => {
    const id = randomUUID();
    expect(await send({ id })).toEqual({ accepted: true });
    expect(await send({ id })).toEqual({ accepted: true });
  });

  it("[SU2] [SU3] is dropped when it is forged or old", async () => {
    expect(await send({ secret: "x".repeat(32) })).toEqual({ accepted: false });
    expect(await send({ ageSeconds: 4_000 })).toEqual({ accepted: false });
  });
});
