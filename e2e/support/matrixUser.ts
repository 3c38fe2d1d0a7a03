import { callRoomTemplate, membershipEventType } from "@confab/protocol";
import * as v from "valibot";

/** An account at some homeserver, used through its client-server API, without a browser. */
export interface MatrixUser {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** Parsed answer. Rejects with status and body of anything but 200. */
  ask(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<unknown>;
  /** Makes a room for calls. */
  createRoom(name: string): Promise<string>;
  join(roomId: string, via: string): Promise<void>;
  kick(roomId: string, userId: string): Promise<void>;
  /** A new token for proving to other services who this is, as they want it in a request. */
  openIdToken(): Promise<OpenIdToken>;
  /** Schedules this device's leave (MSC4140) and announces it in the room's call. Resolves with the delay id. */
  announce(roomId: string, delayMs: number): Promise<string>;
  /** Of this device's membership event now: empty after a leave, undefined when there never was one. */
  membership(roomId: string): Promise<object | undefined>;
}

const openIdToken = v.object({
  access_token: v.string(),
  token_type: v.string(),
  matrix_server_name: v.string(),
  expires_in: v.number(),
});
type OpenIdToken = v.InferOutput<typeof openIdToken>;

const account = v.object({ user_id: v.string(), device_id: v.string(), access_token: v.string() });
const room = v.object({ room_id: v.string() });
const delayed = v.object({ delay_id: v.string() });

/** An answer other than 200. The message has no token in it. */
class MatrixRefusal extends Error {
  override readonly name = "MatrixRefusal";
  readonly status: number;

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.status = status;
  }
}

/** Makes an account at the homeserver behind `origin`. */
export async function registerUser(origin: string, name: string): Promise<MatrixUser> {
  const username = `${name}-${crypto.randomUUID().slice(0, 8)}`;
  const made = await ask(origin, undefined, "POST", "/v3/register", {
    username,
    password: "correct horse battery staple",
    auth: { type: "m.login.dummy" },
  });
  const {
    user_id: userId,
    device_id: deviceId,
    access_token: accessToken,
  } = v.parse(account, made);
  const inRoom = (roomId: string) => `/v3/rooms/${encodeURIComponent(roomId)}`;
  const membershipPath = (roomId: string) =>
    `${inRoom(roomId)}/state/${membershipEventType}/${encodeURIComponent(`_${userId}_${deviceId}_m.call`)}`;

  const user: MatrixUser = {
    userId,
    deviceId,
    accessToken,
    ask: (method, path, body) => ask(origin, accessToken, method, path, body),
    async createRoom(roomName) {
      const answer = await user.ask("POST", "/v3/createRoom", callRoomTemplate(roomName));
      return v.parse(room, answer).room_id;
    },
    async join(roomId, via) {
      await user.ask(
        "POST",
        `/v3/join/${encodeURIComponent(roomId)}?via=${encodeURIComponent(via)}`,
        {},
      );
    },
    async kick(roomId, kicked) {
      await user.ask("POST", `${inRoom(roomId)}/kick`, { user_id: kicked });
    },
    async openIdToken() {
      const path = `/v3/user/${encodeURIComponent(userId)}/openid/request_token`;
      return v.parse(openIdToken, await user.ask("POST", path, {}));
    },
    async announce(roomId, delayMs) {
      const path = membershipPath(roomId);
      const scheduled = await user.ask("PUT", `${path}?org.matrix.msc4140.delay=${delayMs}`, {});
      await user.ask("PUT", path, {
        application: "m.call",
        call_id: "",
        scope: "m.room",
        device_id: deviceId,
        expires: 14_400_000,
        focus_active: { type: "livekit", focus_selection: "oldest_membership" },
        foci_preferred: [{ type: "livekit", livekit_service_url: `${origin}/livekit/jwt` }],
      });
      return v.parse(delayed, scheduled).delay_id;
    },
    async membership(roomId) {
      try {
        return v.parse(v.looseObject({}), await user.ask("GET", membershipPath(roomId)));
      } catch (error) {
        if (error instanceof MatrixRefusal && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return user;
}

async function ask(
  origin: string,
  token: string | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${origin}/_matrix/client${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new MatrixRefusal(response.status, text);
  return JSON.parse(text);
}
