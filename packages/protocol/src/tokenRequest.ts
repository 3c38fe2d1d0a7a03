import * as v from "valibot";
import { legacySlotId } from "./identity.ts";
import { type LeaveHandover, readHandover } from "./leaveHandover.ts";
import { isIdentifier, isMemberId, isRoomId } from "./matrixId.ts";

/** Null counts as missing, as in the services whose contract this is. */
const text = v.nullish(v.string(), "");
const openIdToken = v.nullish(v.object({ access_token: text, matrix_server_name: text }), {});
const handover = { delay_id: text, delay_timeout: v.nullish(v.pipe(v.number(), v.integer()), 0) };

const legacyBody = v.object({
  room: text,
  device_id: text,
  openid_token: openIdToken,
  ...handover,
});

const memberBody = v.object({
  room_id: text,
  slot_id: text,
  openid_token: openIdToken,
  member: v.nullish(v.object({ id: text, claimed_user_id: text, claimed_device_id: text }), {}),
  ...handover,
});

interface CommonRequest {
  readonly roomId: string;
  readonly slotId: string;
  /** A secret, together with the server that can say whose it is. */
  readonly openIdToken: { readonly accessToken: string; readonly matrixServerName: string };
  /** Empty when an old client did not say. */
  readonly deviceId: string;
}

/** Body of `POST /sfu/get`. */
export interface LegacyTokenRequest extends CommonRequest {
  readonly kind: "legacy";
  /** Undefined when the client restarts its leave itself. */
  readonly leave: LeaveHandover | undefined;
}

/** Who sends `POST /get_token` or `POST /delegate_delayed_leave`. */
interface MemberRequest extends CommonRequest {
  readonly memberId: string;
  /** What the client says that it is; only the OpenID token proves it. */
  readonly claimedUserId: string;
}

/** Body of `POST /get_token` (MSC4195). */
export interface MemberTokenRequest extends MemberRequest {
  readonly kind: "member";
  readonly leave: LeaveHandover | undefined;
}

/** Body of `POST /delegate_delayed_leave` (MSC4195). */
export interface DelegationRequest extends MemberRequest {
  readonly leave: LeaveHandover;
}

export type TokenRequest = LegacyTokenRequest | MemberTokenRequest;

/** What is wrong with a request: not an object of the right types, what it lacks, or what cannot be an identifier. */
export type TokenRequestProblem =
  | "wrong-types"
  | "no-room"
  | "no-room-or-slot"
  | "incomplete-member"
  | "incomplete-openid-token"
  | "incomplete-delegation"
  | "delay-too-long"
  | "invalid-identifier";

type Result<Request> = { readonly request: Request } | { readonly problem: TokenRequestProblem };

/** Reads the body of `POST /sfu/get`. Unknown fields are ignored; the first problem is named. */
export function parseLegacyTokenRequest(input: unknown): Result<LegacyTokenRequest> {
  const result = v.safeParse(legacyBody, input);
  if (!result.success || Array.isArray(input)) return { problem: "wrong-types" };
  const body = result.output;
  if (body.room === "") return { problem: "no-room" };
  const token = readOpenIdToken(body.openid_token);
  if (token === undefined) return { problem: "incomplete-openid-token" };
  const handedOver = readHandover(body.delay_id, body.delay_timeout);
  if ("problem" in handedOver) return handedOver;
  const isValid = isRoomId(body.room) && (body.device_id === "" || isIdentifier(body.device_id));
  if (!isValid) return { problem: "invalid-identifier" };
  return {
    request: {
      kind: "legacy",
      roomId: body.room,
      slotId: legacySlotId,
      openIdToken: token,
      deviceId: body.device_id,
      leave: handedOver.leave,
    },
  };
}

/** Reads the body of `POST /get_token`. Unknown fields are ignored; the first problem is named. */
export function parseMemberTokenRequest(input: unknown): Result<MemberTokenRequest> {
  const result = readMemberBody(input);
  if ("problem" in result) return result;
  return { request: { kind: "member", ...result.request } };
}

/** Reads the body of `POST /delegate_delayed_leave`, which must hand over a leave. */
export function parseDelegationRequest(input: unknown): Result<DelegationRequest> {
  const result = readMemberBody(input);
  if ("problem" in result) return result;
  const { leave } = result.request;
  if (leave === undefined) return { problem: "incomplete-delegation" };
  return { request: { ...result.request, leave } };
}

function readMemberBody(
  input: unknown,
): Result<MemberRequest & { readonly leave: LeaveHandover | undefined }> {
  const result = v.safeParse(memberBody, input);
  if (!result.success || Array.isArray(input)) return { problem: "wrong-types" };
  const body = result.output;
  if (body.room_id === "" || body.slot_id === "") return { problem: "no-room-or-slot" };
  const { id, claimed_user_id: userId, claimed_device_id: deviceId } = body.member;
  if (id === "" || userId === "" || deviceId === "") return { problem: "incomplete-member" };
  const token = readOpenIdToken(body.openid_token);
  if (token === undefined) return { problem: "incomplete-openid-token" };
  const handedOver = readHandover(body.delay_id, body.delay_timeout);
  if ("problem" in handedOver) return handedOver;
  const isValid =
    isRoomId(body.room_id) &&
    isIdentifier(body.slot_id) &&
    isMemberId(id) &&
    isIdentifier(deviceId);
  if (!isValid) return { problem: "invalid-identifier" };
  return {
    request: {
      roomId: body.room_id,
      slotId: body.slot_id,
      openIdToken: token,
      deviceId,
      memberId: id,
      claimedUserId: userId,
      leave: handedOver.leave,
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
