import * as v from "valibot";

const storedAccount = v.object({
  userId: v.pipe(v.string(), v.startsWith("@"), v.includes(":")),
  deviceId: v.string(),
  accessToken: v.string(),
  homeserverUrl: v.string(),
  guestExpiresAt: v.exactOptional(v.number()),
});

/** A signed-in device as the browser keeps it between visits. `guestExpiresAt` in milliseconds since the Unix epoch. */
export type StoredAccount = v.InferOutput<typeof storedAccount>;

/** Returns undefined for anything that is not a stored account, such as one of an incompatible version. */
export function parseStoredAccount(input: unknown): StoredAccount | undefined {
  const result = v.safeParse(storedAccount, input);
  return result.success ? result.output : undefined;
}
