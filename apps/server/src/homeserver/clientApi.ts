/** An answer of a homeserver's client-server API. */
export interface ClientApiAnswer {
  readonly status: number;
  /** Undefined when the answer is not JSON. */
  readonly body: unknown;
  /** From `Retry-After` (seconds or a date) or else `retry_after_ms`; undefined when there is neither. */
  readonly retryAfterMs: number | undefined;
}

export interface ClientApiRequest {
  readonly method: "GET" | "POST";
  /** Below the homeserver's base URL, already escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For our own homeserver alone: the request is the application service's, acting as this user. */
  readonly asUser?: string;
  readonly timeoutMs: number;
}

/**
 * The client-server API of homeservers. Ours is where the configuration says, others where their
 * `/.well-known/matrix/client` says; every address is checked like those of federation.
 */
export interface ClientApi {
  /** Resolves when it is known where the homeserver's API is; rejects when it is not. */
  locate(serverName: string): Promise<void>;
  /** Resolves for every status; rejects when there was no answer. */
  request(serverName: string, request: ClientApiRequest): Promise<ClientApiAnswer>;
}
