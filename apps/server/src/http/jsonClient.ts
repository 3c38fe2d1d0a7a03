import { parseJson } from "@confab/protocol";
import { Pool } from "undici";

interface JsonRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as `Authorization: Bearer`. A secret. */
  readonly accessToken?: string;
  /** Gives up after this many milliseconds. */
  readonly timeoutMs: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined when the answer is not JSON. */
  readonly body: unknown;
  /** The header of this name, as it came. */
  readonly retryAfter: string | undefined;
}

/** JSON over HTTP to one of our own components, over connections that stay open. */
export interface JsonClient {
  /** Resolves for every status; rejects with `UnreachableError` when there was no answer. */
  request(request: JsonRequest): Promise<JsonAnswer>;
  close(): Promise<void>;
}

/** No answer. Says who did not answer; paths and queries, which carry tokens, stay out. */
class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(host: string, cause: unknown) {
    super(`${host} does not answer`, { cause });
  }
}

/** What is more waits for a free one. */
const mostConnections = 100;

export function createJsonClient(baseUrl: string): JsonClient {
  const { origin, host, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, "");
  const pool = new Pool(origin, { connections: mostConnections, connect: { timeout: 5_000 } });
  return {
    async request(request) {
      // Not `AbortSignal.timeout`, which lives on until its time is over however soon the answer comes.
      const deadline = new AbortController();
      const timer = setTimeout(() => {
        deadline.abort(new Error(`no answer within ${request.timeoutMs} ms`));
      }, request.timeoutMs);
      try {
        const answer = await pool.request({
          method: request.method,
          path: prefix + request.path,
          ...(request.query === undefined ? {} : { query: request.query }),
          headers: {
            ...(request.body === undefined ? {} : { "content-type": "application/json" }),
            ...(request.accessToken === undefined
              ? {}
              : { authorization: `Bearer ${request.accessToken}` }),
          },
          body: request.body === undefined ? null : JSON.stringify(request.body),
          signal: deadline.signal,
        });
        const { statusCode: status, headers } = answer;
        const retryAfter = headers["retry-after"];
        return {
          status,
          body: parseJson(await answer.body.text()),
          retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
        };
      } catch (cause) {
        throw new UnreachableError(host, cause);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.destroy(),
  };
}
