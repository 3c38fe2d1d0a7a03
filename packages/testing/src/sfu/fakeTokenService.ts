import type { HttpRequest, HttpResponse } from "@confab/core";
import { legacyIdentity, parseLegacyTokenRequest } from "@confab/protocol";
import type { FakeHttpClient } from "../fakeHttpClient.ts";
import type { FakeSfu } from "./fakeSfu.ts";

/** The authorisation service of a fake SFU. */
export interface FakeTokenService {
  /** Answers instead of a grant; undefined lets the request pass. */
  answer: (request: HttpRequest) => HttpResponse | undefined;
  /** How long new grants last, milliseconds. */
  lifetimeMs: number;
  readonly requestCount: number;
}

/** Serves `POST {serviceUrl}/sfu/get` on `http`. Understands the OpenID tokens of `FakeMatrix`. */
export function createFakeTokenService(
  http: FakeHttpClient,
  sfu: FakeSfu,
  serviceUrl = "https://sfu.test/livekit/jwt",
): FakeTokenService {
  let requestCount = 0;
  const service: FakeTokenService = {
    answer: () => undefined,
    lifetimeMs: 3_600_000,
    get requestCount() {
      return requestCount;
    },
  };
  http.route("POST", `${serviceUrl}/sfu/get`, (request) => {
    requestCount += 1;
    const refusal = service.answer(request);
    if (refusal !== undefined) return refusal;
    const parsed = parseLegacyTokenRequest(request.body);
    if ("problem" in parsed) return { status: 400, body: { errcode: "M_BAD_JSON" } };
    const { roomId, deviceId, openIdToken } = parsed.request;
    const identity = legacyIdentity(openIdToken.accessToken.replace("openid-of-", ""), deviceId);
    const body = sfu.grant({ identity, room: `sfu-of-${roomId}`, lifetimeMs: service.lifetimeMs });
    return { status: 200, body };
  });
  return service;
}
