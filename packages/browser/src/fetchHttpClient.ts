import { CallError, type HttpClient, type HttpRequest, type HttpResponse } from "@confab/core";
import { parseJson } from "@confab/protocol";

/** HTTP over the browser's `fetch`: JSON both ways, no cookies, no cache. */
export function createFetchHttpClient(
  fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
): HttpClient {
  return {
    async request(request) {
      try {
        const response = await fetch(request.url, toRequestInit(request));
        return toHttpResponse(response.status, response.headers, await response.text());
      } catch (cause) {
        // Path and host only: the query is the caller's, and may be long.
        const { host, pathname } = new URL(request.url);
        throw new CallError("NETWORK", { cause, data: { method: request.method, host, pathname } });
      }
    },
  };
}

function toRequestInit(request: HttpRequest): RequestInit {
  const headers = new Headers();
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  if (request.accessToken !== undefined) {
    headers.set("Authorization", `Bearer ${request.accessToken}`);
  }
  return {
    method: request.method,
    headers,
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    keepalive: request.outlivesPage ?? false,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(request.timeoutMs) }),
  };
}

function toHttpResponse(status: number, headers: Headers, text: string): HttpResponse {
  const retryAfterMs = parseRetryAfter(headers.get("Retry-After"), headers.get("Date"));
  return {
    status,
    body: parseJson(text),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/**
 * `Retry-After` is seconds or a date (RFC 9110 §10.2.3). The date is read against the answer's own `Date`, so that a
 * wrong clock on this side does not matter. Returns milliseconds.
 */
export function parseRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const waitMs = Date.parse(value) - Date.parse(date ?? "");
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
