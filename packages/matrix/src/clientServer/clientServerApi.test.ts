import { MatrixRequestError } from "@confab/core";
import { createFakeHttpClient } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createClientServerApi, type RequestOutcome } from "./clientServerApi.ts";

const url = "https://hs.example/_matrix/client/v3/test";

function setUp() {
  const http = createFakeHttpClient();
  const outcomes: RequestOutcome[] = [];
  const api = createClientServerApi({
    http,
    homeserverUrl: "https://hs.example",
    accessToken: "secret",
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { http, api, outcomes };
}

describe("client-server API", () => {
  it("[MC1] signs requests by header alone", async () => {
    const { http, api } = setUp();
    http.route("POST", url, () => ({ status: 200, body: { ok: true } }));
    expect(await api.post("/v3/test", { a: 1 })).toEqual({ ok: true });
    expect(http.requests[0]).toMatchObject({ accessToken: "secret", body: { a: 1 } });
    expect(http.requests[0]?.url).not.toContain("secret");
  });

  it("[MC2] rejects with what the server said", async () => {
    const { http, api } = setUp();
    http.route("GET", url, () => ({
      status: 429,
      body: { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 700 },
    }));
    const error = await api.get("/v3/test").catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(MatrixRequestError);
    expect(error).toMatchObject({ status: 429, errcode: "M_LIMIT_EXCEEDED", retryAfterMs: 700 });
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("[MC2] is status 0 when there is no answer", async () => {
    const { http, api, outcomes } = setUp();
    http.offline = true;
    await expect(api.get("/v3/test")).rejects.toMatchObject({ status: 0, errcode: "" });
    expect(outcomes).toEqual(["no-answer"]);
  });

  it.each([
    [{ status: 200, body: {} }, "answered"],
    [{ status: 403, body: { errcode: "M_FORBIDDEN" } }, "answered"],
    [{ status: 502, body: undefined }, "no-answer"],
    [{ status: 503, body: { errcode: "M_UNKNOWN" } }, "no-answer"],
    [{ status: 504, body: undefined }, "no-answer"],
    [{ status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } }, "token-revoked"],
  ] as const)("[MC3] tells from %o that it was %s", async (answer, outcome) => {
    const { http, api, outcomes } = setUp();
    http.route("GET", url, () => answer);
    await api.get("/v3/test").catch(() => {});
    expect(outcomes).toEqual([outcome]);
  });
});
