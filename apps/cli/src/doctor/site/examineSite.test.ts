import { describe, expect, it } from "vitest";
import { type SiteAnswers, siteKey, siteOrigin, startFakeSite } from "../../testing/fakeSite.ts";
import { examineSite } from "./examineSite.ts";
import type { Instruments } from "./instruments.ts";

const discovery = "GET /.well-known/matrix/client";
const versions = "GET /_matrix/client/versions";
const transports = "GET /_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
const userinfo = "GET /_matrix/federation/v1/openid/userinfo";
const foci = (url: string) => ({
  "m.homeserver": { base_url: siteOrigin },
  "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: url }],
});
const json = { "content-type": "application/json" };
const readable = { ...json, "access-control-allow-origin": "*" };
const notThere = { status: 404, headers: { "content-type": "text/html" }, body: "<html>" };
const refused = { status: 400, headers: readable, body: { errcode: "M_NOT_JSON" } };

async function examine(
  answers: SiteAnswers = {},
  options: { readonly withKey?: boolean; readonly instruments?: Partial<Instruments> } = {},
) {
  const site = await startFakeSite({ answers, instruments: options.instruments ?? {} });
  const sections = await examineSite(
    { origin: siteOrigin, ...(options.withKey === true ? { sfuKey: siteKey } : {}) },
    site.instruments,
  );
  return sections.flatMap(({ checks }) => checks).filter(({ state }) => state !== "ok");
}

describe("a site from outside", () => {
  it("[DO3] is well when nothing is wrong, with and without the SFU's key", async () => {
    expect(await examine()).toEqual([]);
    expect(await examine({}, { withKey: true })).toEqual([]);
  });

  it.each<[string, SiteAnswers, text: string, fix: string]>([
    ["no discovery", { [discovery]: notThere }, "answers 404", "docs/operations.md"],
    [
      "discovery of another content type",
      {
        [discovery]: {
          headers: { ...readable, "content-type": "text/plain" },
          body: foci("https://example.org/livekit/jwt"),
        },
      },
      "content type text/plain",
      "Content-Type: application/json",
    ],
    [
      "discovery without CORS",
      { [discovery]: { headers: json, body: foci("https://example.org/livekit/jwt") } },
      "cannot be read by web clients",
      "Access-Control-Allow-Origin: *",
    ],
    ["discovery that is not JSON", { [discovery]: { body: "{," } }, "is not JSON", "comma"],
    [
      "discovery without a homeserver",
      {
        [discovery]: {
          body: {
            "org.matrix.msc4143.rtc_foci": foci("https://example.org/livekit/jwt")[
              "org.matrix.msc4143.rtc_foci"
            ],
          },
        },
      },
      "names no homeserver",
      "m.homeserver",
    ],
    [
      "discovery without an authorisation service",
      { [discovery]: { body: { "m.homeserver": { base_url: siteOrigin } } } },
      "MISSING_MATRIX_RTC_FOCUS",
      "org.matrix.msc4143.rtc_foci",
    ],
    [
      "an authorisation service without TLS",
      { [discovery]: { body: foci("http://example.org/livekit/jwt") } },
      "http://example.org is not HTTPS",
      "https",
    ],
    [
      "discovery that is kept for a day",
      {
        [discovery]: {
          headers: { ...readable, "cache-control": "max-age=86400" },
          body: foci("https://example.org/livekit/jwt"),
        },
      },
      "kept for 24 hours",
      "max-age=600",
    ],
    ["no homeserver", { [versions]: { status: 502, body: "" } }, "status 502", "reverse proxy"],
    [
      "a homeserver without CORS",
      {
        [versions]: {
          headers: json,
          body: {
            versions: [],
            unstable_features: { "org.matrix.msc4140": true, "org.matrix.msc4354": true },
          },
        },
      },
      "homeserver's answers cannot be read",
      "headers through",
    ],
    [
      "no delayed events",
      { [versions]: { body: { versions: [], unstable_features: { "org.matrix.msc4354": true } } } },
      "MSC4140",
      "max_event_delay_duration: 24h",
    ],
    [
      "no sticky events",
      { [versions]: { body: { versions: [], unstable_features: { "org.matrix.msc4140": true } } } },
      "MSC4354",
      "msc4354_enabled",
    ],
    [
      "no transports endpoint",
      { [transports]: { status: 404, body: { errcode: "M_UNRECOGNIZED" } } },
      "MSC4143",
      "msc4143_enabled: true",
    ],
    [
      "no federation",
      { "GET /_matrix/federation/v1/version": notThere },
      "do not reach this one at https://example.org:443 (404)",
      "leave it as it is if nobody else shall call",
    ],
    ["no OpenID listener", { [userinfo]: notThere }, "they answer 401 to everybody", "openid"],
    [
      "an OpenID endpoint that believes everybody",
      { [userinfo]: { body: { sub: "@a:example.org" } } },
      "(status 200)",
      "openid",
    ],
    [
      "an authorisation service whose prefix is taken away too often",
      {
        "POST /livekit/jwt/sfu/get": notThere,
        "POST /livekit/jwt/get_token": notThere,
        "POST /sfu/get": refused,
      },
      "the authorisation service is at https://example.org",
      "prefix",
    ],
    [
      "an authorisation service whose prefix is doubled",
      {
        "POST /livekit/jwt/sfu/get": notThere,
        "POST /livekit/jwt/get_token": notThere,
        "POST /livekit/jwt/livekit/jwt/sfu/get": refused,
      },
      "the authorisation service is at https://example.org/livekit/jwt/livekit/jwt",
      "prefix",
    ],
    [
      "something else in the authorisation service's place",
      { "POST /livekit/jwt/sfu/get": notThere, "POST /livekit/jwt/get_token": notThere },
      "that is no authorisation service",
      "reverse proxy",
    ],
    [
      "a proxy without an authorisation service behind it",
      {
        "POST /livekit/jwt/sfu/get": { status: 502, body: "" },
        "POST /livekit/jwt/get_token": { status: 502, body: "" },
      },
      "the proxy answers 502",
      "start the service",
    ],
    [
      "an authorisation service of old",
      { "POST /livekit/jwt/get_token": { ...notThere, headers: readable } },
      "answers at /sfu/get alone",
      "update the authorisation service",
    ],
    [
      "a proxy that takes CORS headers away",
      { "POST /livekit/jwt/get_token": { status: 400, headers: json } },
      "CORS: answers",
      "without adding or removing any",
    ],
    [
      "a proxy that swallows OPTIONS",
      { "OPTIONS /livekit/jwt/get_token": { status: 405 } },
      "CORS: OPTIONS",
      "pass OPTIONS",
    ],
    [
      "a proxy that answers GET itself",
      { "GET /livekit/jwt/sfu/get": { status: 200 } },
      "200 to GET instead of 405",
      "reverse proxy",
    ],
    [
      "an authorisation service that takes over no leaves",
      { "POST /livekit/jwt/delegate_delayed_leave": notThere },
      "does not take over delayed leaves",
      "update the authorisation service",
    ],
    [
      "an SFU that is down",
      { "GET /livekit/sfu/rtc/validate": { status: 502 } },
      "SFU does not answer at https://example.org/livekit/sfu (status 502)",
      "start LiveKit",
    ],
    [
      "an SFU somewhere else",
      { "GET /livekit/sfu/rtc/validate": { status: 404 } },
      "SFU is not at",
      "CONFAB_DOCTOR_TOKEN",
    ],
  ])("[DO3] finds %s", async (_fault, answers, text, fix) => {
    const findings = await examine(answers);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain(text);
    expect(findings[0]?.fix).toContain(fix);
  });

  it.each<[string, SiteAnswers, text: string, fix: string]>([
    [
      "a key that is not the SFU's",
      { "POST /livekit/sfu/twirp/livekit.RoomService/ListRooms": { status: 401 } },
      "API refuses the key",
      "livekit.yaml",
    ],
    [
      "an API that is not public",
      { "POST /livekit/sfu/twirp/livekit.RoomService/ListRooms": { status: 404 } },
      "as it should be",
      "LIVEKIT_URL",
    ],
    [
      "an SFU that makes rooms for everybody",
      {
        "GET /livekit/sfu/rtc/validate": ({ headers }) => ({
          status: headers.authorization === undefined ? 401 : 200,
        }),
      },
      "makes a room for every token",
      "auto_create: false",
    ],
    [
      "a service that does not believe the SFU",
      { "POST /livekit/jwt/sfu_webhook": { body: { accepted: false } } },
      "does not believe webhooks",
      "api_key",
    ],
    [
      "a service that does not say whether it does",
      { "POST /livekit/jwt/sfu_webhook": { body: "" } },
      "does not say whether it believes",
      "",
    ],
    [
      "webhooks that do not arrive",
      { "POST /livekit/jwt/sfu_webhook": notThere },
      "Webhooks do not reach",
      'urls: ["https://example.org/livekit/jwt/sfu_webhook"]',
    ],
  ])("[DO5] finds %s with the SFU's key", async (_fault, answers, text, fix) => {
    const findings = await examine(answers, { withKey: true });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain(text);
    expect(findings[0]?.fix ?? "").toContain(fix);
  });

  it("[DO3] says only that nobody answers when nobody does", async () => {
    const failure = "nobody listens there";
    const findings = await examine(
      {},
      {
        instruments: {
          ask: async () => ({ status: 0, headers: new Headers(), body: undefined, failure, at: 0 }),
        },
      },
    );
    expect(findings.map(({ text }) => text)).toEqual([
      "example.org does not answer: nobody listens there",
    ]);
  });
});
