import * as v from "valibot";

const refusal = v.object({ reason: v.picklist(["not-joined", "removed", "locked"]) });

/**
 * Why the authorisation service lets a user not into a call although it knows who they are: not in the room, taken out
 * by a moderator, or not in a call that is locked. Our own addition to the `M_FORBIDDEN` of such an answer.
 */
export type TokenRefusal = v.InferOutput<typeof refusal>["reason"];

/** Reads the body of a 403. Undefined when it does not say, as with other services. */
export function parseTokenRefusal(body: unknown): TokenRefusal | undefined {
  const result = v.safeParse(refusal, body);
  return result.success ? result.output.reason : undefined;
}
