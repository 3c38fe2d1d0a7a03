import {
  formatTokenRequest,
  type IssuedGrant,
  type LivekitTransport,
  type OpenIdToken,
  parseSfuGrant,
  parseTokenRefusal,
} from "@confab/protocol";
import type { CallConfig } from "../call/callConfig.ts";
import { CallError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import { noAnswer, retryAfter } from "../errors/requestFailure.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/httpClient.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { Scope } from "../reactive/scope.ts";
import { answerWithin } from "../time/answerWithin.ts";
import { pause } from "../time/pause.ts";

/** A grant, and the transport whose service issued it. */
export interface TransportGrant {
  readonly transport: LivekitTransport;
  readonly grant: IssuedGrant;
}

export interface GrantSourceDeps {
  readonly room: MatrixRoomPort;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly config: CallConfig;
}

/**
 * Gets one grant, of `chosen` or else of what the homeserver prefers: transport and OpenID token at the same time, then
 * the authorisation service. What may pass by itself is tried again a few times. Rejects with `CallError`:
 * TRANSPORT_MISSING, TOKEN_REFUSED, TOKEN_SERVICE_DOWN, or MATRIX_REQUEST when the homeserver is the one that fails.
 */
export async function fetchGrant(
  scope: Scope,
  deps: GrantSourceDeps,
  chosen: LivekitTransport | undefined,
): Promise<TransportGrant> {
  const { room, clock, config } = deps;
  const inTime = <T>(request: Promise<T>) =>
    answerWithin(scope, clock, config.requestTimeoutMs, request, noAnswer);
  let transport = chosen;
  let openIdToken: OpenIdToken | undefined;

  for (let attempt = 1; ; attempt += 1) {
    try {
      [transport, openIdToken] = await Promise.all([
        transport ?? inTime(findTransport(room)),
        openIdToken ?? inTime(room.openIdToken()),
      ]);
      return { transport, grant: await requestGrant(deps, transport, openIdToken) };
    } catch (error) {
      const waitMs = error instanceof PassingFailure ? error.waitMs : retryAfter(error, 0);
      if (scope.ended || waitMs === undefined || attempt === config.grantAttempts) {
        throw toCallError(error);
      }
      await pause(scope, clock, Math.max(waitMs, config.grantRetryMs * 2 ** (attempt - 1)));
    }
  }
}

async function findTransport(room: MatrixRoomPort): Promise<LivekitTransport> {
  const [transport] = await room.transports();
  if (transport === undefined) throw new CallError("TRANSPORT_MISSING");
  return transport;
}

/** The service is not in order now; the same request may succeed later. */
class PassingFailure extends CallError {
  readonly waitMs: number;

  constructor(waitMs: number, options: { cause?: unknown; data?: Record<string, unknown> }) {
    super("TOKEN_SERVICE_DOWN", options);
    this.waitMs = waitMs;
  }
}

async function requestGrant(
  { room, http, clock, config }: GrantSourceDeps,
  transport: LivekitTransport,
  openIdToken: OpenIdToken,
): Promise<IssuedGrant> {
  const request = http.request({
    method: "POST",
    url: `${transport.serviceUrl}/sfu/get`,
    body: formatTokenRequest({ roomId: room.roomId, deviceId: room.deviceId, openIdToken }),
    timeoutMs: config.requestTimeoutMs,
  });
  const { status, body, retryAfterMs } = await request.catch((cause: unknown) => {
    throw new PassingFailure(0, { cause });
  });
  if (status === 429 || status >= 500) {
    throw new PassingFailure(retryAfterMs ?? 0, { data: { status } });
  }
  if (status >= 400) {
    const reason = parseTokenRefusal(body);
    const why = reason === undefined ? {} : { reason };
    throw new CallError("TOKEN_REFUSED", { data: { status, ...why } });
  }
  const grant = parseSfuGrant(body, clock.now());
  if (grant === undefined) throw new CallError("TOKEN_SERVICE_DOWN", { data: { status } });
  return grant;
}
