import type { TokenRequestProblem } from "@confab/protocol";
import { MatrixError } from "../http/matrixError.ts";

/** The answers that every authorisation service gives, word for word, because clients and tests know them. */
const texts: Readonly<Record<TokenRequestProblem, string>> = {
  "wrong-types": "Error reading request",
  "no-room": "Missing room parameter",
  "no-room-or-slot": "The request body is missing `room_id` or `slot_id`",
  "incomplete-member":
    "The request body `member` is missing a `id`, `claimed_user_id` or `claimed_device_id`",
  "incomplete-openid-token":
    "The request body `openid_token` is missing a `access_token` or `matrix_server_name`",
  "incomplete-delegation": "The request body is missing `delay_id` or `delay_timeout`",
};

export function tokenRequestError(
  problem: TokenRequestProblem,
  kind: "legacy" | "member",
): MatrixError {
  if (problem === "wrong-types") return new MatrixError(400, "M_NOT_JSON", texts[problem]);
  if (problem === "incomplete-openid-token" && kind === "legacy") {
    return new MatrixError(400, "M_BAD_JSON", "Missing OpenID token parameters");
  }
  return new MatrixError(400, "M_BAD_JSON", texts[problem]);
}

/** Clients that get this ask again without delegation and restart their delayed leave themselves. */
export function delegationUnsupported(): MatrixError {
  return new MatrixError(
    400,
    "M_BAD_JSON",
    "Delegation of delayed events is not supported by this server",
  );
}
