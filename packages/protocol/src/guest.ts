import * as v from "valibot";

/** Longest display name of a guest, in characters. */
export const maxDisplayNameLength = 64;

const guestRequest = v.object({
  displayName: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(maxDisplayNameLength)),
});

const guestAccount = v.object({
  userId: v.string(),
  deviceId: v.string(),
  accessToken: v.string(),
  homeserverUrl: v.string(),
  expiresAt: v.number(),
});

/** Body of `POST /api/v1/guests`. */
export type GuestRequest = v.InferOutput<typeof guestRequest>;
/** Answer of `POST /api/v1/guests`: a temporary Matrix account. `expiresAt` in milliseconds since the Unix epoch. */
export type GuestAccount = v.InferOutput<typeof guestAccount>;

/** Returns undefined for a body that is not a guest request. */
export function parseGuestRequest(input: unknown): GuestRequest | undefined {
  const result = v.safeParse(guestRequest, input);
  return result.success ? result.output : undefined;
}

/** Returns undefined for an answer that is not a guest account. */
export function parseGuestAccount(input: unknown): GuestAccount | undefined {
  const result = v.safeParse(guestAccount, input);
  return result.success ? result.output : undefined;
}
