import { CallError } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createFetchHttpClient, parseRetryAfter } from "./fetchHttpClient.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

function answering(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const client = createFetchHttpClient(async (input, init) => {
    sent.push({ url: input instanceof Request ? input.url : input.toString(), init: init ?? {} });
    return answer();
  });
  return { client, sent };
}

const url = "https://hs.example/_matrix/client/v3/account/whoami?x=1";

describe("fetch HTTP client", () => {
  it("[BH1] resolves for a refusal, with its JSON", async () => {
    const { client } = answering(() => Response.json({ errcode: "M_FORBIDDEN" }, { status: 403 }));
    expect(await client.request({ method: "GET", url })).toEqual({
      status: 403,
      body: { errcode: "M_FORBIDDEN" },
    });
  });

  it("[BH1] has no body when a proxy answers with a page", async () => {
    const { client } = answering(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(await client.request({ method: "GET", url })).toEqual({ status: 502, body: undefined });
  });

  it("[BH2] rejects with NETWORK when there is no answer", async () => {
    const { client } = answering(() => {
      throw new TypeError("Failed to fetch");
    });
    const failure = await client.request({ method: "GET", url }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CallError);
    expect(failure).toMatchObject({
      code: "NETWORK",
      data: { method: "GET", host: "hs.example", pathname: "/_matrix/client/v3/account/whoami" },
    });
  });

  it("[BH2] rejects with NETWORK when the answer breaks off", async () => {
    const { client } = answering(
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('{"a":'));
              controller.error(new TypeError("network error"));
            },
          }),
        ),
    );
    await expect(client.request({ method: "GET", url })).rejects.toMatchObject({ code: "NETWORK" });
  });

  it("[BH2] gives up when the answer takes too long", async () => {
    const client = createFetchHttpClient(
      (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () =>
            reject(new DOMException("too slow", "TimeoutError")),
          );
        }),
    );
    await expect(client.request({ method: "GET", url, timeoutMs: 1 })).rejects.toMatchObject({
      code: "NETWORK",
    });
  });

  it("[BH3] sends the access token as a header, and no cookies", async () => {
    const { client, sent } = answering(() => Response.json({}));
    await client.request({ method: "POST", url, body: { a: 1 }, accessToken: "secret" });
    const init = sent[0]?.init;
    const headers = new Headers(init?.headers);
    expect(headers.get("Authorization")).toBe("Bearer secret");
    expect(headers.get("Content-Type")).toBe("application/json");
    expect(init).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      keepalive: false,
    });
    expect(sent[0]?.url).not.toContain("secret");
  });

  it("[BH3] keeps the access token out of errors", async () => {
    const { client } = answering(() => {
      throw new TypeError("Failed to fetch");
    });
    const failure = await client
      .request({ method: "GET", url, accessToken: "secret" })
      .catch((error: unknown) => error);
    expect(JSON.stringify(failure)).not.toContain("secret");
    expect(String(failure)).not.toContain("secret");
  });

  it("[BH4] tells how long to wait", async () => {
    const { client } = answering(() =>
      Response.json({}, { status: 429, headers: { "Retry-After": "3" } }),
    );
    expect(await client.request({ method: "GET", url })).toMatchObject({ retryAfterMs: 3000 });
  });

  it("[BH4] reads a date against the answer's own clock", () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    expect(parseRetryAfter("Wed, 21 Oct 2026 07:28:30 GMT", date)).toBe(30_000);
    expect(parseRetryAfter("Wed, 21 Oct 2026 07:27:00 GMT", date)).toBe(0);
    expect(parseRetryAfter("Wed, 21 Oct 2026 07:28:30 GMT", null)).toBeUndefined();
    expect(parseRetryAfter("soon", date)).toBeUndefined();
    expect(parseRetryAfter(null, date)).toBeUndefined();
  });

  it("[BH5] lets a request outlive the page", async () => {
    const { client, sent } = answering(() => Response.json({}));
    await client.request({ method: "POST", url, body: {}, outlivesPage: true });
    expect(sent[0]?.init.keepalive).toBe(true);
  });
});
