import { MatrixError } from "../http/matrixError.ts";
import type { EntryRefusal } from "../membership/callGate.ts";

const texts: Readonly<Record<Exclude<EntryRefusal, "membership-unknown">, string>> = {
  "not-joined": "The requesting user is not a member of the room",
  removed: "A moderator has removed the requesting user from this call",
  locked: "A moderator has locked this call",
};

/** The answer to somebody who is known and may not come in. */
export function entryRefused(refusal: EntryRefusal): MatrixError {
  return refusal === "membership-unknown"
    ? membershipUnknown()
    : new MatrixError(403, "M_FORBIDDEN", texts[refusal], { reason: refusal });
}

/** The homeserver does not say who is in the room: the same request may succeed later. */
export function membershipUnknown(): MatrixError {
  return new MatrixError(502, "M_UNKNOWN", "Unable to verify room membership");
}
