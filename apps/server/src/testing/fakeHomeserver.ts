import { createFakeDelayedEvents, type FakeDelayedEvents } from "./fakeDelayedEvents.ts";
import { createFakeMatrixRooms, type FakeMatrixRooms } from "./fakeMatrixRooms.ts";
import { type FakeAnswer, type FakeHttp, type RecordedRequest, startFakeHttp } from "./fakeHttp.ts";

export const userinfoPath = "/_matrix/federation/v1/openid/userinfo";
export const whoamiPath = "/_matrix/client/v3/account/whoami";
export const deactivatePath = "/_matrix/client/v3/account/deactivate";

export interface FakeHomeserver extends FakeHttp {
  /** OpenID tokens and whose they are. */
  readonly openIdTokens: Map<string, string>;
  /** Accounts that the application service made, with their display names. */
  readonly accounts: Map<string, string>;
  readonly rooms: FakeMatrixRooms;
  readonly delayedEvents: FakeDelayedEvents;
  /** Answers of the test's own, tried first. */
  override: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer> | undefined;
}

/** As much of a homeserver as this server talks to. */
export async function startFakeHomeserver(options: {
  readonly serverName: string;
  readonly asToken: string;
}): Promise<FakeHomeserver> {
  const openIdTokens = new Map<string, string>();
  const accounts = new Map<string, string>();
  const http = await startFakeHttp((request) => fake.override(request) ?? answer(request));
  const rooms = createFakeMatrixRooms(options);
  const delayedEvents = createFakeDelayedEvents();
  const fake: FakeHomeserver = {
    ...http,
    openIdTokens,
    accounts,
    rooms,
    delayedEvents,
    override: () => undefined,
  };

  function answer(request: RecordedRequest): FakeAnswer {
    if (request.path === userinfoPath) return userinfo(request);
    if (request.path === "/_matrix/client/versions") return { body: { versions: ["v1.11"] } };
    if (request.path === "/_matrix/client/v3/register") return register(request);
    if (request.path === deactivatePath) return deactivate(request);
    if (request.path === whoamiPath) return whoami(request);
    const profile = /^\/_matrix\/client\/v3\/profile\/([^/]+)(\/displayname)?$/.exec(request.path);
    if (profile !== null) return answerProfile(request, decodeURIComponent(profile[1] ?? ""));
    const answered = rooms.answer(request) ?? delayedEvents.answer(request);
    return answered ?? { status: 404, body: { errcode: "M_UNRECOGNIZED" } };
  }

  /** Who the application service is, or whom it may act as. */
  function whoami(request: RecordedRequest): FakeAnswer {
    if (request.headers.authorization !== `Bearer ${options.asToken}`) return { status: 401 };
    const userId = request.query.get("user_id") ?? `@confab:${options.serverName}`;
    const isOurs = userId.endsWith(`:${options.serverName}`);
    return isOurs
      ? { body: { user_id: userId } }
      : { status: 403, body: { errcode: "M_FORBIDDEN" } };
  }

  function userinfo(request: RecordedRequest): FakeAnswer {
    const sub = openIdTokens.get(request.query.get("access_token") ?? "");
    if (sub === undefined) return { status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } };
    return { body: { sub } };
  }

  function register(request: RecordedRequest): FakeAnswer {
    if (request.headers.authorization !== `Bearer ${options.asToken}`) return { status: 401 };
    if (field(request, "type") !== "m.login.application_service") return { status: 401 };
    const username = field(request, "username");
    const userId = `@${username}:${options.serverName}`;
    accounts.set(userId, "");
    const accessToken = `session-of-${username}`;
    return { body: { user_id: userId, device_id: "GUESTDEVICE", access_token: accessToken } };
  }

  function deactivate(request: RecordedRequest): FakeAnswer {
    if (request.headers.authorization !== `Bearer ${options.asToken}`) return { status: 401 };
    const isKnown = accounts.delete(request.query.get("user_id") ?? "");
    return isKnown ? { body: {} } : { status: 403, body: { errcode: "M_FORBIDDEN" } };
  }

  function answerProfile(request: RecordedRequest, userId: string): FakeAnswer {
    if (!accounts.has(userId)) return { status: 404, body: { errcode: "M_UNKNOWN" } };
    if (request.method === "PUT") accounts.set(userId, field(request, "displayname"));
    return { body: {} };
  }

  return fake;
}

function field(request: RecordedRequest, name: string): string {
  const body: unknown = JSON.parse(request.body);
  return typeof body === "object" && body !== null ? String(Reflect.get(body, name)) : "";
}
