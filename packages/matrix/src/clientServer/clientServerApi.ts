import { type HttpClient, type HttpResponse, MatrixRequestError } from "@confab/core";
import { parseMatrixError } from "@confab/protocol";

/** What a request said about the homeserver, besides its answer. */
export type RequestOutcome = "answered" | "no-answer" | "token-revoked";

/** Signed requests to the homeserver's client-server API. All reject with `MatrixRequestError`. */
export interface ClientServerApi {
  /** `path` starts behind `/_matrix/client`. Resolves with the JSON of a success. */
  get(path: string): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  post(path: string, body: object, options?: RequestOptions): Promise<unknown>;
}

interface RequestOptions {
  readonly outlivesPage?: boolean;
  /** 20 seconds when not given. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 20_000;
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

export function createClientServerApi(deps: {
  readonly http: HttpClient;
  readonly homeserverUrl: string;
  readonly accessToken: string;
  /** Told about every request, before its promise settles. */
  readonly onOutcome: (outcome: RequestOutcome) => void;
}): ClientServerApi {
  const { http, homeserverUrl, accessToken, onOutcome } = deps;

  const send = async (
    method: "GET" | "PUT" | "POST",
    path: string,
    body?: object,
    options: RequestOptions = {},
  ): Promise<unknown> => {
    const url = `${homeserverUrl}/_matrix/client${path}`;
    let response: HttpResponse;
    try {
      response = await http.request({
        method,
        url,
        accessToken,
        outlivesPage: options.outlivesPage ?? false,
        timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
        ...(body === undefined ? {} : { body }),
      });
    } catch (cause) {
      onOutcome("no-answer");
      throw new MatrixRequestError({ status: 0, cause });
    }
    if (response.status >= 200 && response.status < 300) {
      onOutcome("answered");
      return response.body;
    }
    const error = requestError(response);
    onOutcome(outcomeOf(error));
    throw error;
  };

  return {
    get: (path) => send("GET", path),
    put: (path, body) => send("PUT", path, body),
    post: (path, body, options) => send("POST", path, body, options),
  };
}

function requestError(response: HttpResponse): MatrixRequestError {
  const { errcode, maxDelayMs, retryAfterMs } = parseMatrixError(response.body);
  return new MatrixRequestError({
    status: response.status,
    errcode,
    maxDelayMs,
    retryAfterMs: retryAfterMs ?? response.retryAfterMs,
  });
}

function outcomeOf(error: MatrixRequestError): RequestOutcome {
  if (error.errcode === "M_UNKNOWN_TOKEN") return "token-revoked";
  // A proxy that answers for a homeserver that does not.
  return gatewayStatuses.has(error.status) ? "no-answer" : "answered";
}
