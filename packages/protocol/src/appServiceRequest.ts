import * as v from "valibot";
import { maxDelayTimeoutMs } from "./leaveHandover.ts";
import { isIdentifier, isMemberId, isRoomId, isUserId } from "./matrixId.ts";

/** Null counts as missing. */
const text = v.nullish(v.string(), "");

const body = v.object({
  url: text,
  room_id: text,
  slot_id: text,
  member_id: text,
  member: v.nullish(v.object({ id: text, claimed_device_id: text }), {}),
  server_name: text,
  user_id: text,
  delay_id: text,
  delay_timeout: v.nullish(v.pipe(v.number(), v.integer()), 0),
});

/**
 * Which membership asks. The newest MSC4195 has the membership's id alone; clients of its earlier text say the device
 * too, and look for an identity that is made of all three.
 */
export type AskingMember =
  | { readonly memberId: string; readonly deviceId: undefined }
  | { readonly memberId: string; readonly deviceId: string };

/** Body of the application service's `get_token` (MSC4195), which the homeserver passes on for its user. */
export interface AppServiceTokenRequest {
  /** The SFU's address, as the client read it from the transports. */
  readonly url: string;
  readonly roomId: string;
  readonly slotId: string;
  readonly member: AskingMember;
  /** Homeserver whose SFU it is; undefined for ours. */
  readonly serverName: string | undefined;
}

/** The same, passed on by the homeserver for another homeserver's user. */
export interface FederatedTokenRequest extends AppServiceTokenRequest {
  readonly userId: string;
}

/** Body of the application service's `delegate_delayed_leave` (MSC4195). */
export interface AppServiceDelegationRequest extends AppServiceTokenRequest {
  /** Whoever knows it can act on the event: a secret. */
  readonly delayId: string;
  /** Undefined when the client leaves it to the homeserver to say. */
  readonly delayTimeoutMs: number | undefined;
}

export type AppServiceRequestProblem =
  | "wrong-types"
  | "no-url"
  | "no-room-or-slot"
  | "no-member"
  | "no-user"
  | "no-delay-id"
  | "delay-too-long"
  | "invalid-identifier";

type Result<Request> =
  | { readonly request: Request }
  | { readonly problem: AppServiceRequestProblem };

/** Reads the body of the client-server `get_token`. Unknown fields are ignored; the first problem is named. */
export function parseAppServiceTokenRequest(input: unknown): Result<AppServiceTokenRequest> {
  const result = readBody(input);
  return "problem" in result ? result : toTokenRequest(result.body);
}

/** Reads the body of the server-server `get_token`. */
export function parseFederatedTokenRequest(input: unknown): Result<FederatedTokenRequest> {
  const result = readBody(input);
  if ("problem" in result) return result;
  const common = toTokenRequest(result.body);
  if ("problem" in common) return common;
  const { user_id: userId } = result.body;
  if (userId === "") return { problem: "no-user" };
  if (!isUserId(userId)) return { problem: "invalid-identifier" };
  return { request: { ...common.request, userId } };
}

/** Reads the body of the client-server `delegate_delayed_leave`. */
export function parseAppServiceDelegation(input: unknown): Result<AppServiceDelegationRequest> {
  const result = readBody(input);
  if ("problem" in result) return result;
  const common = toTokenRequest(result.body);
  if ("problem" in common) return common;
  const { delay_id: delayId, delay_timeout: delayTimeout } = result.body;
  if (delayId === "") return { problem: "no-delay-id" };
  if (!isIdentifier(delayId)) return { problem: "invalid-identifier" };
  if (delayTimeout > maxDelayTimeoutMs) return { problem: "delay-too-long" };
  const delayTimeoutMs = delayTimeout > 0 ? delayTimeout : undefined;
  return { request: { ...common.request, delayId, delayTimeoutMs } };
}

function readBody(
  input: unknown,
): { readonly body: v.InferOutput<typeof body> } | { readonly problem: "wrong-types" } {
  const result = v.safeParse(body, input);
  return result.success && !Array.isArray(input)
    ? { body: result.output }
    : { problem: "wrong-types" };
}

function toTokenRequest(input: v.InferOutput<typeof body>): Result<AppServiceTokenRequest> {
  const { url, room_id: roomId, slot_id: slotId, server_name: serverName } = input;
  if (url === "") return { problem: "no-url" };
  if (roomId === "" || slotId === "") return { problem: "no-room-or-slot" };
  const member = readMember(input);
  if (member === undefined) return { problem: "no-member" };
  const isValid =
    isRoomId(roomId) &&
    isIdentifier(slotId) &&
    isMemberId(member.memberId) &&
    (member.deviceId === undefined || isIdentifier(member.deviceId));
  if (!isValid) return { problem: "invalid-identifier" };
  return {
    request: {
      url,
      roomId,
      slotId,
      member,
      serverName: serverName === "" ? undefined : serverName,
    },
  };
}

function readMember(input: v.InferOutput<typeof body>): AskingMember | undefined {
  const { member_id: memberId, member } = input;
  if (memberId !== "") return { memberId, deviceId: undefined };
  const { id, claimed_device_id: deviceId } = member;
  return id === "" || deviceId === "" ? undefined : { memberId: id, deviceId };
}
