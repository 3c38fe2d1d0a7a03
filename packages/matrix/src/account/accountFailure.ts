import { AccountError, type AccountErrorReason, type HttpResponse } from "@confab/core";
import { parseMatrixError } from "@confab/protocol";

/** What was tried: the same error code can mean different things. */
export type AccountAttempt = "login" | "register" | "guest";

/** The homeserver's codes that mean the same whatever was tried (client-server API, "Common error codes"). */
const reasons: ReadonlyMap<string, AccountErrorReason> = new Map([
  ["M_USER_IN_USE", "username-taken"],
  // The name belongs to an application service, as our guests' names do.
  ["M_EXCLUSIVE", "username-taken"],
  ["M_INVALID_USERNAME", "username-invalid"],
  ["M_WEAK_PASSWORD", "password-weak"],
  ["M_PASSWORD_TOO_SHORT", "password-weak"],
  ["M_PASSWORD_NO_DIGIT", "password-weak"],
  ["M_PASSWORD_NO_UPPERCASE", "password-weak"],
  ["M_PASSWORD_NO_LOWERCASE", "password-weak"],
  ["M_PASSWORD_NO_SYMBOL", "password-weak"],
  ["M_PASSWORD_IN_DICTIONARY", "password-weak"],
  ["M_USER_DEACTIVATED", "wrong-credentials"],
  ["M_LIMIT_EXCEEDED", "rate-limited"],
]);

/** What a refusal of the homeserver, or of the Confab server, means for a person. */
export function accountFailure(attempt: AccountAttempt, response: HttpResponse): AccountError {
  const { errcode, retryAfterMs = response.retryAfterMs } = parseMatrixError(response.body);
  const reason =
    response.status === 429
      ? "rate-limited"
      : (reasons.get(errcode) ?? reasonByStatus(attempt, response.status));
  return new AccountError(reason, { cause: { status: response.status, errcode }, retryAfterMs });
}

function reasonByStatus(attempt: AccountAttempt, status: number): AccountErrorReason {
  // Answers of a proxy whose homeserver is away.
  if (status === 502 || status === 503 || status === 504) return "unreachable";
  if (status === 401 || status === 403 || status === 404) {
    const refused = {
      login: "wrong-credentials",
      register: "registration-closed",
      guest: "guests-closed",
    } as const;
    return refused[attempt];
  }
  return "server-error";
}
