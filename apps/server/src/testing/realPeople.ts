import { type GuestAccount, parseGuestAccount, parseJson, parseSfuGrant } from "@confab/protocol";
import { expect, onTestFinished } from "vitest";

interface RealAnswer {
  readonly status: number;
  /** Undefined when there is none, or no JSON. */
  readonly body: unknown;
}

/** One connection to the SFU, as far as signalling goes: enough to be in the room. */
interface RealConnection {
  /** Until the SFU has let it in. Rejects when it did not. */
  readonly entered: Promise<void>;
  /** Resolves when the SFU has ended it. */
  readonly ended: Promise<void>;
}

/** A guest of the running stack. */
export interface RealPerson extends GuestAccount {
  /** The client-server API; `path` is below `/_matrix/client/v3`. */
  matrix(method: string, path: string, body?: object): Promise<RealAnswer>;
  /** Our own API; `path` is below `/api/v1`. */
  api(method: string, path: string, body?: object): Promise<RealAnswer>;
  askToken(roomId: string): Promise<RealAnswer>;
  /** Connects with a token got now, or an earlier one. */
  connect(token: RealAnswer): RealConnection;
}

/** Makes a guest account on the stack at `origin`. What they hold open ends with the test. */
export async function newRealPerson(origin: string, displayName: string): Promise<RealPerson> {
  const made = await ask("POST", `${origin}/api/v1/guests`, { displayName });
  const guest = parseGuestAccount(made.body);
  if (guest === undefined) throw new Error(`no guest account: status ${made.status}`);
  const matrix = (method: string, path: string, body?: object) =>
    ask(method, `${origin}/_matrix/client/v3${path}`, body, guest.accessToken);
  const openId = (
    await matrix("POST", `/user/${encodeURIComponent(guest.userId)}/openid/request_token`, {})
  ).body;
  return {
    ...guest,
    matrix,
    api: (method, path, body) =>
      ask(
        method,
        `${origin}/api/v1${path}`,
        body,
        String(Reflect.get(Object(openId), "access_token")),
      ),
    askToken: (roomId) =>
      ask("POST", `${origin}/livekit/jwt/sfu/get`, {
        room: roomId,
        device_id: guest.deviceId,
        openid_token: openId,
      }),
    connect(token) {
      const grant = parseSfuGrant(token.body, Date.now());
      if (grant === undefined) throw new Error(`no token: status ${token.status}`);
      const socket = new WebSocket(`${grant.url}/rtc?access_token=${grant.jwt}&protocol=15`);
      onTestFinished(() => {
        socket.close();
      });
      const ended = new Promise<void>((resolve) => {
        socket.addEventListener("close", () => {
          resolve();
        });
      });
      const entered = new Promise<void>((resolve, reject) => {
        // The SFU speaks first.
        socket.addEventListener("message", () => {
          resolve();
        });
        socket.addEventListener("error", () => {
          reject(new Error("the SFU let nobody in"));
        });
      });
      // Whoever only waits for the end does not look at this.
      entered.catch(() => {});
      return { entered, ended };
    },
  };
}

/** A room that the first one made, with everybody in it. `powers` are theirs, by position. */
export async function newRealRoom(
  [creator, ...others]: readonly [RealPerson, ...RealPerson[]],
  options: { readonly powers?: readonly number[]; readonly roomVersion?: string } = {},
): Promise<string> {
  const { powers = [], roomVersion } = options;
  const users = Object.fromEntries(others.map(({ userId }, index) => [userId, powers[index] ?? 0]));
  // Creators of room version 12 and later may not be listed.
  const own = roomVersion === undefined ? {} : { [creator.userId]: 100 };
  const { status, body } = await creator.matrix("POST", "/createRoom", {
    preset: "public_chat",
    ...(roomVersion === undefined ? {} : { room_version: roomVersion }),
    power_level_content_override: { users: { ...own, ...users } },
  });
  expect(status).toBe(200);
  const roomId = String(Reflect.get(Object(body), "room_id"));
  for (const person of others) {
    const joined = await person.matrix("POST", `/join/${encodeURIComponent(roomId)}`, {});
    expect(joined.status).toBe(200);
  }
  return roomId;
}

async function ask(
  method: string,
  url: string,
  body?: object,
  accessToken?: string,
): Promise<RealAnswer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: parseJson(await answer.text()) };
}
