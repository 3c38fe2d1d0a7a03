import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretFilter } from "./hideSecrets.ts";

const ours = "as-token-of-the-configuration";
const hide = createSecretFilter([ours, ""]);
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

describe("createSecretFilter", () => {
  it.each([
    ["a value of the configuration", `the token ${ours} was refused`, ours],
    ["a field", '{"access_token":"syt_secret","status":1}', "syt_secret"],
    ["a field in our own spelling", '{"delayId":"syd_secret"}', "syd_secret"],
    [
      "a field of JSON in a string",
      String.raw`{"msg":"sent {\"openid_token\": \"oid_secret\"}"}`,
      "oid_secret",
    ],
    ["a JWT anywhere", `{"msg":"refused ${jwt}"}`, jwt],
    ["a header", '{"msg":"Authorization: Bearer syt_secret"}', "syt_secret"],
    ["a query", '{"url":"/rtc?protocol=15&access_token=secret-token"}', "secret-token"],
    ["a delay id in a path", '{"msg":"POST /delayed_events/syd_secret/restart"}', "syd_secret"],
    ["a password in a URL", '{"msg":"postgres://confab:pass-word@db:5432/x"}', "pass-word"],
  ])("[SL2] takes out %s", (_what, line, secret) => {
    const hidden = hide(line);
    expect(hidden).not.toContain(secret);
    expect(hidden).toContain("[hidden]");
  });

  it("[SL2] leaves everything else as it is", () => {
    const line =
      '{"level":30,"time":1700000000000,"reqId":"0011223344556677","userId":"@alice:example.com",' +
      '"roomId":"!room:example.com","route":"/_matrix/client/*","url":"https://example.com/livekit/jwt",' +
      '"status":401,"err":{"type":"OpenIdRefused","message":"token-refused"},"msg":"a token was refused"}';
    expect(hide(line)).toBe(line);
  });

  it("[SL2] leaves words alone that somebody took for a key", () => {
    const line = '{"msg":"the secret of the service"}';
    expect(createSecretFilter(["secret", "s"])(line)).toBe(line);
  });

  it("[SL2] leaves a line of JSON one, whatever is in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("token", "msg", "secret"), fc.string()), (line) => {
        expect(() => JSON.parse(hide(JSON.stringify(line))) as unknown).not.toThrow();
      }),
    );
  });
});
