import {
  AccountError,
  type AccountPort,
  type AccountSession,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from "@confab/core";
import {
  formatPasswordLogin,
  formatRegistration,
  parseClientDiscovery,
  parseGuestAccount,
  parseRegistrationChallenge,
  parseSignedIn,
} from "@confab/protocol";
import { rememberSuccess } from "../clientServer/rememberSuccess.ts";
import { type AccountAttempt, accountFailure } from "./accountFailure.ts";

const timeoutMs = 20_000;
/** A stage that asks nothing of the person (client-server API, "Dummy auth"). */
const dummyStage = "m.login.dummy";

/**
 * Accounts over plain HTTP: this is what the sign-in page loads, so there is no SDK in it.
 * `origin` is the Confab server's, without a trailing slash; it tells where the homeserver is.
 */
export function createAccountApi(deps: {
  readonly http: HttpClient;
  readonly origin: string;
  /** Under this name the session shows up in the account's list of devices. */
  readonly deviceName?: string;
}): AccountPort {
  const { http, origin, deviceName = "Confab" } = deps;

  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    try {
      return await http.request({ timeoutMs, ...request });
    } catch (cause) {
      throw new AccountError("unreachable", { cause });
    }
  };

  /** Falls back to the origin itself, which passes `/_matrix` on. */
  const homeserverUrl = rememberSuccess(async () => {
    const response = await send({ method: "GET", url: `${origin}/.well-known/matrix/client` });
    return parseClientDiscovery(response.body).homeserverUrl ?? origin;
  });

  const toSession = (
    attempt: AccountAttempt,
    response: HttpResponse,
    homeserver: string,
  ): AccountSession => {
    if (response.status !== 200) throw accountFailure(attempt, response);
    const signedIn = parseSignedIn(response.body);
    if (signedIn === undefined) throw new AccountError("server-error");
    return { ...signedIn, homeserverUrl: homeserver };
  };

  const setDisplayName = async (session: AccountSession, displayName: string): Promise<void> => {
    try {
      await http.request({
        method: "PUT",
        url: `${session.homeserverUrl}/_matrix/client/v3/profile/${encodeURIComponent(session.userId)}/displayname`,
        body: { displayname: displayName },
        accessToken: session.accessToken,
        timeoutMs,
      });
    } catch {
      // The account exists; without the name the username shows.
    }
  };

  return {
    async login({ username, password }) {
      const homeserver = await homeserverUrl();
      const response = await send({
        method: "POST",
        url: `${homeserver}/_matrix/client/v3/login`,
        body: formatPasswordLogin(username, password, deviceName),
      });
      return toSession("login", response, homeserver);
    },

    async register({ username, password, displayName }) {
      const homeserver = await homeserverUrl();
      const attempt = (session: string | undefined) =>
        send({
          method: "POST",
          url: `${homeserver}/_matrix/client/v3/register`,
          body: formatRegistration(username, password, deviceName, session),
        });
      let response = await attempt(undefined);
      if (response.status === 401) {
        // Some homeservers want the session of their own challenge, even for a stage that asks nothing.
        const challenge = parseRegistrationChallenge(response.body);
        const isOpen = challenge?.flows.some((flow) => flow.every((stage) => stage === dummyStage));
        if (isOpen !== true) throw new AccountError("registration-closed");
        response = await attempt(challenge?.session);
      }
      const session = toSession("register", response, homeserver);
      if (displayName !== undefined) await setDisplayName(session, displayName);
      return session;
    },

    async guest({ displayName }) {
      const response = await send({
        method: "POST",
        url: `${origin}/api/v1/guests`,
        body: { displayName },
      });
      if (response.status !== 200 && response.status !== 201) {
        throw accountFailure("guest", response);
      }
      const guest = parseGuestAccount(response.body);
      if (guest === undefined) throw new AccountError("server-error");
      const { expiresAt: guestExpiresAt, ...session } = guest;
      return { ...session, guestExpiresAt };
    },

    async logout(session) {
      try {
        await http.request({
          method: "POST",
          url: `${session.homeserverUrl}/_matrix/client/v3/logout`,
          body: {},
          accessToken: session.accessToken,
          outlivesPage: true,
          timeoutMs,
        });
      } catch {
        // By contract: whoever signs out is signed out here, whatever the server says.
      }
    },
  };
}
