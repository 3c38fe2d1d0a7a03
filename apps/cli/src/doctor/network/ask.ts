import { parseJson } from "@confab/protocol";

export interface Question {
  readonly method?: "GET" | "POST" | "PUT" | "OPTIONS";
  readonly url: string;
  /** Sent as `Authorization: Bearer`. A secret. */
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when the text is not JSON. */
  readonly body: unknown;
  /** Why there was no answer, in words. Empty when there was one. */
  readonly failure: string;
  /** Middle of the time between question and answer, milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Asks a web server as a browser's page would, from another origin. Never rejects. */
export type Ask = (question: Question) => Promise<Answer>;

const timeoutMs = 10_000;

/** A page that is not the server's own, so that it shows whether others may read the answers (CORS). */
const origin = "https://app.example";

export function createAsk(now: () => number): Ask {
  return async ({ method = "GET", url, token, body, headers = {} }) => {
    const startedAt = now();
    const middle = () => startedAt + (now() - startedAt) / 2;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          origin,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const at = middle();
      const content = parseJson(await response.text());
      return { status: response.status, headers: response.headers, body: content, failure: "", at };
    } catch (error) {
      const failure = describeFailure(error);
      return { status: 0, headers: new Headers(), body: undefined, failure, at: middle() };
    }
  };
}

/** Whether a page of another origin may read this answer. */
export function isReadable({ headers }: Answer): boolean {
  const allowed = headers.get("access-control-allow-origin");
  return allowed === "*" || allowed === origin;
}

const failures: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "its name is not in the DNS"],
  ["EAI_AGAIN", "its name cannot be looked up"],
  ["ECONNREFUSED", "nobody listens there"],
  ["ECONNRESET", "it ends the connection"],
  ["EHOSTUNREACH", "there is no way to it"],
  ["ENETUNREACH", "there is no way to it"],
  ["ETIMEDOUT", "no connection in time"],
  ["UND_ERR_CONNECT_TIMEOUT", "no connection in time"],
  ["UND_ERR_SOCKET", "it ends the connection"],
  ["EPROTO", "it does not speak TLS there"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "it does not speak TLS there"],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "it does not speak TLS there"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another name"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is of no known authority"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate is of no known authority"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its certificate is of no known authority"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate comes without the intermediate certificate"],
]);

/** What a person can understand of a failed connection; the code of what is not known. Follows the causes. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return "it cannot be reached";
  if (error.name === "TimeoutError") return `no answer in ${timeoutMs / 1000} s`;
  if ("code" in error && typeof error.code === "string") {
    return failures.get(error.code) ?? error.code;
  }
  // Several addresses were tried: the first one's failure is as good as any.
  if (error instanceof AggregateError) return describeFailure(error.errors[0]);
  return describeFailure(error.cause);
}
