/** The part of HTTP that the engine needs; `unknown` bodies go through parsers in `@confab/protocol`. */
export interface HttpClient {
  /**
   * Sends JSON, reads JSON.
   * Resolves for every HTTP status; `body` is undefined when the answer is not JSON.
   * Rejects with `CallError` code `NETWORK` when there was no answer.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly body?: unknown;
  /** Gives up after this many milliseconds, as if there had been no answer. */
  readonly timeoutMs?: number;
  /** Sent as `Authorization: Bearer`. A secret: it never shows up in errors. */
  readonly accessToken?: string;
  /** The request goes on when the page is closed (`keepalive`); its body must be small. */
  readonly outlivesPage?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: unknown;
  /** From `Retry-After`, when the server sent it. */
  readonly retryAfterMs?: number;
}
