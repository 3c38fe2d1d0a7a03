import { formatPasswordLogin, parseSignedIn } from "@confab/protocol";
import * as v from "valibot";
import { bad, type Check } from "../check.ts";
import type { Ask } from "../network/ask.ts";

/** How the doctor signs in. Secrets: they come from the environment, never from the command line. */
export type Credentials =
  | { readonly accessToken: string }
  | { readonly user: string; readonly password: string };

export interface Account {
  readonly userId: string;
  readonly deviceId: string;
  /** A secret. */
  readonly accessToken: string;
  /** Signs out when the doctor had signed in. */
  end(): Promise<void>;
}

const whoami = v.object({ user_id: v.string(), device_id: v.optional(v.string(), "DOCTOR") });

/** Signs in, or says why that failed. */
export async function openAccount(
  homeserverUrl: string,
  credentials: Credentials,
  ask: Ask,
): Promise<Account | Check> {
  return "accessToken" in credentials
    ? useToken(homeserverUrl, credentials.accessToken, ask)
    : logIn(homeserverUrl, credentials, ask);
}

async function useToken(homeserverUrl: string, token: string, ask: Ask): Promise<Account | Check> {
  const answer = await ask({ url: `${homeserverUrl}/_matrix/client/v3/account/whoami`, token });
  const found = v.safeParse(whoami, answer.body);
  if (answer.status !== 200 || !found.success) {
    return bad(
      `The access token is not accepted (${answer.failure || answer.status})`,
      "put a token of a user of this homeserver into CONFAB_DOCTOR_TOKEN",
    );
  }
  const { user_id: userId, device_id: deviceId } = found.output;
  return { userId, deviceId, accessToken: token, end: async () => undefined };
}

async function logIn(
  homeserverUrl: string,
  { user, password }: { readonly user: string; readonly password: string },
  ask: Ask,
): Promise<Account | Check> {
  const answer = await ask({
    method: "POST",
    url: `${homeserverUrl}/_matrix/client/v3/login`,
    body: formatPasswordLogin(user, password, "Confab doctor"),
  });
  const session = parseSignedIn(answer.body);
  if (session === undefined) {
    return bad(
      `${user} cannot log in (${answer.failure || answer.status})`,
      "check --user and CONFAB_DOCTOR_PASSWORD; without password log-in, use CONFAB_DOCTOR_TOKEN",
    );
  }
  return {
    ...session,
    async end() {
      await ask({
        method: "POST",
        url: `${homeserverUrl}/_matrix/client/v3/logout`,
        token: session.accessToken,
        body: {},
      });
    },
  };
}
