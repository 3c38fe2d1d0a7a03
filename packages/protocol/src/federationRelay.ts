import * as v from "valibot";
import type { AppServiceTokenRequest } from "./appServiceRequest.ts";
import { parseMatrixError } from "./matrixError.ts";

/** Body of the server-server `get_token` (MSC4195), in the form in which the client asked. */
export function formatRelayedRequest(request: AppServiceTokenRequest, userId: string): object {
  const { url, roomId, slotId, member } = request;
  return {
    user_id: userId,
    url,
    room_id: roomId,
    slot_id: slotId,
    ...(member.deviceId === undefined
      ? { member_id: member.memberId }
      : { member: { id: member.memberId, claimed_device_id: member.deviceId } }),
  };
}

/** What another homeserver answered to a request that ours sent for us. */
export interface RelayedAnswer {
  readonly status: number;
  readonly content: unknown;
  /** Empty when the answer was not a Matrix error. */
  readonly errcode: string;
}

const answer = v.object({ status: v.number(), content: v.nullish(v.unknown()) });

/** Reads the answer of `POST …/fed_proxy` (MSC4512). */
export function parseRelayedAnswer(input: unknown): RelayedAnswer | undefined {
  const result = v.safeParse(answer, input);
  if (!result.success) return undefined;
  const { status, content } = result.output;
  return { status, content, errcode: parseMatrixError(content).errcode };
}

const issued = v.object({ jwt: v.pipe(v.string(), v.minLength(1)) });

/** The token in the answer of the application service's `get_token`. A secret. */
export function parseIssuedToken(input: unknown): string | undefined {
  const result = v.safeParse(issued, input);
  return result.success ? result.output.jwt : undefined;
}
