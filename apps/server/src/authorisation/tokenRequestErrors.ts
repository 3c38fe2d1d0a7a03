import type { AppServiceRequestProblem, TokenRequestProblem } from "@confab/protocol";
import { MatrixError } from "../http/matrixError.ts";

/** The answers that every authorisation service gives, word for word, because clients and tests know them. */
const texts: Readonly<Record<TokenRequestProblem | AppServiceRequestProblem, string>> = {
  "wrong-types": "Error reading request",
  "no-room": "Missing room parameter",
  "no-room-or-slot": "The request body is missing `room_id` or `slot_id`",
  "incomplete-member":
    "The request body `member` is missing a `id`, `claimed_user_id` or `claimed_device_id`",
  "incomplete-openid-token":
    "The request body `openid_token` is missing a `access_token` or `matrix_server_name`",
  "incomplete-delegation": "The request body is missing `delay_id` or `delay_timeout`",
  // From here on our own: nobody else refuses these, or nobody else has the fields.
  "delay-too-long": "The request body `delay_timeout` is longer than 24 hours",
  "invalid-identifier": "The request body has an identifier that cannot be one",
  "no-url": "The request body is missing `url`",
  "no-member": "The request body is missing `member_id`",
  "no-user": "The request body is missing `user_id`",
  "no-delay-id": "The request body is missing `delay_id`",
};

export function requestError(problem: TokenRequestProblem | AppServiceRequestProblem): MatrixError {
  if (problem === "wrong-types") return new MatrixError(400, "M_NOT_JSON", texts[problem]);
  if (problem === "invalid-identifier") {
    return new MatrixError(400, "M_INVALID_PARAM", texts[problem]);
  }
  return new MatrixError(400, "M_BAD_JSON", texts[problem]);
}

/** `/sfu/get` says it in other words than the newer endpoints. */
export function legacyRequestError(problem: TokenRequestProblem): MatrixError {
  return problem === "incomplete-openid-token"
    ? new MatrixError(400, "M_BAD_JSON", "Missing OpenID token parameters")
    : requestError(problem);
}
