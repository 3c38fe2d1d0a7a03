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

export function createJsonClient(baseUrl: string): JsonClient {
  const { origin, host, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, "");
  const pool = new Pool(origin, { connect: { timeout: 5_000 } });
  return {
    async request(request) {
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
          signal: AbortSignal.timeout(request.timeoutMs),
        });
        return { status: answer.statusCode, body: parseJson(await answer.body.text()) };
      } catch (cause) {
        throw new UnreachableError(host, cause);
      }
    },
    close: () => pool.destroy(),
  };
}
