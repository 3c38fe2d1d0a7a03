import {
  AccountError,
  CallError,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from "@confab/core";
import { describe, expect, it } from "vitest";
import { createAccountApi } from "./accountApi.ts";

type Answer = HttpResponse | "no answer";

const origin = "https://confab.example";
const homeserver = "https://matrix.example";
const discovery = { status: 200, body: { "m.homeserver": { base_url: `${homeserver}/` } } };
const signedIn = {
  status: 200,
  body: { user_id: "@ann:example", device_id: "DEV", access_token: "token" },
};
const session = {
  userId: "@ann:example",
  deviceId: "DEV",
  accessToken: "token",
  homeserverUrl: homeserver,
};

/** Answers each route with its answers in turn; the last one stays. */
function scripted(routes: Readonly<Record<string, readonly Answer[]>>) {
  const sent: HttpRequest[] = [];
  const taken = new Map<string, number>();
  const http: HttpClient = {
    async request(request) {
      sent.push(request);
      const route = `${request.method} ${request.url}`;
      const answers = routes[route] ?? [];
      const index = Math.min(taken.get(route) ?? 0, answers.length - 1);
      taken.set(route, index + 1);
      const answer = answers[index];
      if (answer === undefined) throw new Error(`unexpected ${route}`);
      if (answer === "no answer") throw new CallError("NETWORK");
      return answer;
    },
  };
  return { account: createAccountApi({ http, origin }), sent };
}

const wellKnown = `GET ${origin}/.well-known/matrix/client`;
const login = `POST ${homeserver}/_matrix/client/v3/login`;
const register = `POST ${homeserver}/_matrix/client/v3/register`;
const guests = `POST ${origin}/api/v1/guests`;
const ann = { username: "ann", password: "correct horse" };

async function reasonOf(attempt: Promise<unknown>): Promise<unknown> {
  const error = await attempt.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(AccountError);
  return error instanceof AccountError ? error.reason : undefined;
}

describe("account API", () => {
  it("[MA1] logs in where the discovery document points", async () => {
    const { account, sent } = scripted({ [wellKnown]: [discovery], [login]: [signedIn] });
    expect(await account.login(ann)).toEqual(session);
    expect(sent[1]?.body).toEqual({
      type: "m.login.password",
      identifier: { type: "m.id.user", user: "ann" },
      password: "correct horse",
      initial_device_display_name: "Confab",
    });
  });

  it("[MA1] uses the origin itself when there is no discovery document", async () => {
    const { account } = scripted({
      [wellKnown]: [{ status: 404, body: undefined }],
      [`POST ${origin}/_matrix/client/v3/login`]: [signedIn],
    });
    expect(await account.login(ann)).toEqual({ ...session, homeserverUrl: origin });
  });

  it("[MA1] looks the homeserver up again after a failure, and only then", async () => {
    const { account, sent } = scripted({
      [wellKnown]: ["no answer", discovery],
      [login]: [signedIn],
    });
    expect(await reasonOf(account.login(ann))).toBe("unreachable");
    await account.login(ann);
    await account.login(ann);
    expect(sent.filter((request) => request.url.includes("well-known"))).toHaveLength(2);
  });

  it.each([
    [{ status: 403, body: { errcode: "M_FORBIDDEN" } }, "wrong-credentials"],
    [{ status: 403, body: { errcode: "M_USER_DEACTIVATED" } }, "wrong-credentials"],
    [{ status: 502, body: undefined }, "unreachable"],
    [{ status: 500, body: { errcode: "M_UNKNOWN" } }, "server-error"],
    [{ status: 200, body: {} }, "server-error"],
    ["no answer", "unreachable"],
  ] as const)("[MA2] explains a failed login (%o)", async (answer, reason) => {
    const { account } = scripted({ [wellKnown]: [discovery], [login]: [answer] });
    expect(await reasonOf(account.login(ann))).toBe(reason);
  });

  it("[MA3] says how long to wait, from the body or the header", async () => {
    const limited = { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 918 };
    const { account } = scripted({
      [wellKnown]: [discovery],
      [login]: [
        { status: 429, body: limited },
        { status: 429, body: undefined, retryAfterMs: 3000 },
      ],
    });
    await expect(account.login(ann)).rejects.toMatchObject({
      reason: "rate-limited",
      retryAfterMs: 918,
    });
    await expect(account.login(ann)).rejects.toMatchObject({
      reason: "rate-limited",
      retryAfterMs: 3000,
    });
  });

  it("[MA4] registers in one request, then sets the display name", async () => {
    const name = `PUT ${homeserver}/_matrix/client/v3/profile/%40ann%3Aexample/displayname`;
    const { account, sent } = scripted({
      [wellKnown]: [discovery],
      [register]: [signedIn],
      [name]: [{ status: 200, body: {} }],
    });
    expect(await account.register({ ...ann, displayName: "Ann" })).toEqual(session);
    expect(sent.slice(1)).toMatchObject([
      { body: { username: "ann", auth: { type: "m.login.dummy" } } },
      { body: { displayname: "Ann" }, accessToken: "token" },
    ]);
  });

  it("[MA4] keeps the account when only the name could not be set", async () => {
    const name = `PUT ${homeserver}/_matrix/client/v3/profile/%40ann%3Aexample/displayname`;
    const { account } = scripted({
      [wellKnown]: [discovery],
      [register]: [signedIn],
      [name]: ["no answer"],
    });
    expect(await account.register({ ...ann, displayName: "Ann" })).toEqual(session);
  });

  it("[MA5] answers a challenge that asks for nothing", async () => {
    const challenge = { session: "abc", flows: [{ stages: ["m.login.dummy"] }] };
    const { account, sent } = scripted({
      [wellKnown]: [discovery],
      [register]: [{ status: 401, body: challenge }, signedIn],
    });
    expect(await account.register(ann)).toEqual(session);
    expect(sent[2]?.body).toMatchObject({ auth: { type: "m.login.dummy", session: "abc" } });
  });

  it.each([
    [
      { status: 401, body: { session: "s", flows: [{ stages: ["m.login.recaptcha"] }] } },
      "registration-closed",
    ],
    [{ status: 403, body: { errcode: "M_FORBIDDEN" } }, "registration-closed"],
    [{ status: 400, body: { errcode: "M_USER_IN_USE" } }, "username-taken"],
    [{ status: 400, body: { errcode: "M_EXCLUSIVE" } }, "username-taken"],
    [{ status: 400, body: { errcode: "M_INVALID_USERNAME" } }, "username-invalid"],
    [{ status: 400, body: { errcode: "M_PASSWORD_TOO_SHORT" } }, "password-weak"],
    [{ status: 400, body: { errcode: "M_WEAK_PASSWORD" } }, "password-weak"],
  ] as const)("[MA5] explains a failed registration (%o)", async (answer, reason) => {
    const { account } = scripted({ [wellKnown]: [discovery], [register]: [answer] });
    expect(await reasonOf(account.register(ann))).toBe(reason);
  });

  it("[MA6] gets a temporary account for a name", async () => {
    const body = {
      userId: "@guest-1:example",
      deviceId: "G",
      accessToken: "token",
      homeserverUrl: homeserver,
      expiresAt: 1_800_000_000_000,
    };
    const { account, sent } = scripted({ [guests]: [{ status: 201, body }] });
    expect(await account.guest({ displayName: "Ann" })).toEqual({
      userId: "@guest-1:example",
      deviceId: "G",
      accessToken: "token",
      homeserverUrl: homeserver,
      guestExpiresAt: 1_800_000_000_000,
    });
    expect(sent[0]?.body).toEqual({ displayName: "Ann" });
  });

  it.each([
    [{ status: 403, body: { errcode: "M_FORBIDDEN" } }, "guests-closed"],
    [{ status: 404, body: undefined }, "guests-closed"],
    [{ status: 503, body: undefined }, "unreachable"],
  ] as const)("[MA6] explains why there is no guest account (%o)", async (answer, reason) => {
    const { account } = scripted({ [guests]: [answer] });
    expect(await reasonOf(account.guest({ displayName: "Ann" }))).toBe(reason);
  });

  it("[MA7] signs out with a request that outlives the page, and never fails", async () => {
    const logout = `POST ${homeserver}/_matrix/client/v3/logout`;
    const { account, sent } = scripted({ [logout]: [{ status: 200, body: {} }, "no answer"] });
    await account.logout(session);
    expect(sent[0]).toMatchObject({ accessToken: "token", outlivesPage: true });
    await expect(account.logout(session)).resolves.toBeUndefined();
  });

  it("[MA8] keeps password and token out of errors", async () => {
    const { account } = scripted({
      [wellKnown]: [discovery],
      [login]: [{ status: 403, body: { errcode: "M_FORBIDDEN", error: "bad correct horse" } }],
    });
    const error = await account.login(ann).catch((failure: unknown) => failure);
    const cause = error instanceof Error ? error.cause : undefined;
    expect(`${String(error)} ${JSON.stringify(error)} ${JSON.stringify(cause)}`).not.toContain(
      "correct horse",
    );
  });
});
