import { parseTwirpError } from "@confab/protocol";
import type { JsonClient } from "../http/jsonClient.ts";
import type { SignAccessToken } from "./accessToken.ts";

const timeoutMs = 10_000;
const tokenLifetimeSeconds = 60;

/** What the SFU's room service refused, or an answer that is none. */
export class RoomServiceError extends Error {
  override readonly name = "RoomServiceError";
  readonly status: number;
  /** Twirp's, such as `not_found`; empty when the answer was not Twirp's. */
  readonly code: string;

  constructor(method: string, status: number, body: unknown) {
    const { code, msg } = parseTwirpError(body);
    super(`${method}: ${code || status} ${msg}`.trimEnd());
    this.status = status;
    this.code = code;
  }
}

interface RoomServiceCall {
  /** Of `livekit.RoomService`. */
  readonly method: string;
  readonly request: object;
  /** What the call needs of LiveKit's video grant. */
  readonly grant: Readonly<Record<string, unknown>>;
}

/**
 * Calls LiveKit's room service (Twirp over JSON). Resolves with the answer; rejects with `RoomServiceError`, or when the
 * SFU does not answer.
 */
export type CallRoomService = (call: RoomServiceCall) => Promise<unknown>;

/** LiveKit's own SDK goes through `fetch`, which costs more than everything else that answers a token request. */
export function createRoomService(client: JsonClient, sign: SignAccessToken): CallRoomService {
  return async ({ method, request, grant }) => {
    const { status, body } = await client.request({
      method: "POST",
      path: `/twirp/livekit.RoomService/${method}`,
      body: request,
      accessToken: sign({ video: grant, lifetimeSeconds: tokenLifetimeSeconds }),
      timeoutMs,
    });
    if (status !== 200) throw new RoomServiceError(method, status, body);
    return body;
  };
}
