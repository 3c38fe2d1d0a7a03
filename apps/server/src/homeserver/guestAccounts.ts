import { formatGuestRegistration, parseSignedIn, type SignedIn } from "@confab/protocol";
import type { JsonAnswer, JsonClient } from "../http/jsonClient.ts";

/** What the application service does at the homeserver. Everything rejects with `HomeserverError` or `UnreachableError`. */
export interface GuestAccounts {
  /** Makes an account and a session of it. */
  register(localpart: string): Promise<SignedIn>;
  setDisplayName(guest: SignedIn, displayName: string): Promise<void>;
  /** Ends the account and erases what it said about itself. Resolves also when there is no such account. */
  deactivate(userId: string): Promise<void>;
}

/** The homeserver answered, but not what was asked for. */
class HomeserverError extends Error {
  override readonly name = "HomeserverError";
  readonly status: number;

  constructor(what: string, status: number) {
    super(`the homeserver answered ${status} to ${what}`);
    this.status = status;
  }
}

const timeoutMs = 10_000;

/** `asToken` is the application service's, a secret. */
export function createGuestAccounts(homeserver: JsonClient, asToken: string): GuestAccounts {
  async function exists(userId: string): Promise<boolean> {
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(userId)}`;
    const answer = await homeserver.request({
      method: "GET",
      path,
      accessToken: asToken,
      timeoutMs,
    });
    return answer.status !== 404;
  }

  return {
    async register(localpart) {
      const answer = await homeserver.request({
        method: "POST",
        path: "/_matrix/client/v3/register",
        body: formatGuestRegistration(localpart, "Confab"),
        accessToken: asToken,
        timeoutMs,
      });
      const guest = answer.status === 200 ? parseSignedIn(answer.body) : undefined;
      if (guest === undefined) throw new HomeserverError("registering a guest", answer.status);
      return guest;
    },

    async setDisplayName(guest, displayName) {
      const answer = await homeserver.request({
        method: "PUT",
        path: `/_matrix/client/v3/profile/${encodeURIComponent(guest.userId)}/displayname`,
        body: { displayname: displayName },
        accessToken: guest.accessToken,
        timeoutMs,
      });
      expectSuccess(answer, "naming a guest");
    },

    async deactivate(userId) {
      const answer = await homeserver.request({
        method: "POST",
        path: "/_matrix/client/v3/account/deactivate",
        query: { user_id: userId },
        body: { erase: true },
        accessToken: asToken,
        timeoutMs,
      });
      // 403 is also what the homeserver says about an account that was never made.
      if (answer.status === 403 && !(await exists(userId))) return;
      expectSuccess(answer, "deactivating a guest");
    },
  };
}

function expectSuccess(answer: JsonAnswer, what: string): void {
  if (answer.status !== 200) throw new HomeserverError(what, answer.status);
}
