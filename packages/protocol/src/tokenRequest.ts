import * as v from "valibot";
import { legacySlotId } from "./identity.ts";

/** Null counts as missing, as in the services whose contract this is. */
const text = v.nullish(v.string(), "");
const openIdToken = v.nullish(v.object({ access_token: text, matrix_server_name: text }), {});
const delegation = {
  delay_id: text,
  /** Milliseconds. */
  delay_timeout: v.nullish(v.pipe(v.number(), v.integer()), 0),
};

const legacyBody = v.object({
  room: text,
  device_id: text,
  openid_token: openIdToken,
  ...delegation,
});

const memberBody = v.object({
  room_id: text,
  slot_id: text,
  openid_token: openIdToken,
  member: v.nullish(v.object({ id: text, claimed_user_id: text, claimed_device_id: text }), {}),
  ...delegation,
});

interface CommonRequest {
  readonly roomId: string;
  readonly slotId: string;
  /** A secret, together with the server that can say whose it is. */
  readonly openIdToken: { readonly accessToken: string; readonly matrixServerName: string };
  readonly deviceId: string;
  /** The client asks the service to send its leave for it (MSC4195, delegation). */
  readonly delegatesLeave: boolean;
}

/** Body of `POST /sfu/get`. */
export interface LegacyTokenRequest extends CommonRequest {
  readonly kind: "legacy";
}

/** Body of `POST /get_token` (MSC4195). */
export interface MemberTokenRequest extends CommonRequest {
  readonly kind: "member";
  readonly memberId: string;
  /** What the client says that it is; only the OpenID token proves it. */
  readonly claimedUserId: string;
}

export type TokenRequest = LegacyTokenRequest | MemberTokenRequest;

/** What is wrong with a token request: not an object of the right types, or what it lacks. */
export type TokenRequestProblem =
  | "wrong-types"
  | "no-room"
  | "no-room-or-slot"
  | "incomplete-member"
  | "incomplete-openid-token"
  | "incomplete-delegation";

export type TokenRequestResult =
  | { readonly request: TokenRequest }
  | { readonly problem: TokenRequestProblem };

/** Reads the body of `POST /sfu/get`. Unknown fields are ignored; the first problem is named. */
export function parseLegacyTokenRequest(input: unknown): TokenRequestResult {
  const result = v.safeParse(legacyBody, input);
  if (!result.success || Array.isArray(input)) return { problem: "wrong-types" };
  const body = result.output;
  if (body.room === "") return { problem: "no-room" };
  const token = readOpenIdToken(body.openid_token);
  if (token === undefined) return { problem: "incomplete-openid-token" };
  if (isHalf(body)) return { problem: "incomplete-delegation" };
  return {
    request: {
      kind: "legacy",
      roomId: body.room,
      slotId: legacySlotId,
      openIdToken: token,
      deviceId: body.device_id,
      delegatesLeave: body.delay_id !== "",
    },
  };
}

/** Reads the body of `POST /get_token`. Unknown fields are ignored; the first problem is named. */
export function parseMemberTokenRequest(input: unknown): TokenRequestResult {
  const result = v.safeParse(memberBody, input);
  if (!result.success || Array.isArray(input)) return { problem: "wrong-types" };
  const body = result.output;
  if (body.room_id === "" || body.slot_id === "") return { problem: "no-room-or-slot" };
  const { id, claimed_user_id: userId, claimed_device_id: deviceId } = body.member;
  if (id === "" || userId === "" || deviceId === "") return { problem: "incomplete-member" };
  const token = readOpenIdToken(body.openid_token);
  if (token === undefined) return { problem: "incomplete-openid-token" };
  if (isHalf(body)) return { problem: "incomplete-delegation" };
  return {
    request: {
      kind: "member",
      roomId: body.room_id,
      slotId: body.slot_id,
      openIdToken: token,
      deviceId,
      memberId: id,
      claimedUserId: userId,
      delegatesLeave: body.delay_id !== "",
    },
  };
}

function readOpenIdToken(
  token: v.InferOutput<typeof openIdToken>,
): CommonRequest["openIdToken"] | undefined {
  const { access_token: accessToken, matrix_server_name: matrixServerName } = token;
  if (accessToken === "" || matrixServerName === "") return undefined;
  return { accessToken, matrixServerName };
}

function isHalf(body: { readonly delay_id: string; readonly delay_timeout: number }): boolean {
  return (body.delay_id === "") !== body.delay_timeout <= 0;
}
