import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newDatabase } from "../testing/databaseUnderTest.ts";
import { serverUnderTest, testSecrets } from "../testing/serverUnderTest.ts";

const limits = {
  perUserPerMinute: 1_000_000,
  perAddressPerMinute: 1_000_000,
  perNewHomeserverPerMinute: 1_000_000,
};
const client = "/_matrix/client/unstable/io.element.msc4195/rtc/livekit";
const paths = [
  "/sfu/get",
  "/get_token",
  "/delegate_delayed_leave",
  `${client}/get_token`,
  `${client}/delegate_delayed_leave`,
  "/_matrix/federation/v1/rtc/livekit/get_token",
  "/_matrix/app/v1/ping",
];

const openid_token = { access_token: "of-alice", matrix_server_name: "example.com" };
const member = {
  id: "membership",
  claimed_user_id: "@alice:example.com",
  claimed_device_id: "DEVICE",
};
/** In order for every endpoint. */
const good: Readonly<Record<string, unknown>> = {
  room: "!room",
  room_id: "!room",
  slot_id: "m.call#ROOM",
  device_id: "DEVICE",
  delay_id: "delay",
  delay_timeout: 8000,
  openid_token,
  member,
  member_id: "membership",
  url: "wss://confab.test/livekit/sfu",
  user_id: "@bob:other.test",
};

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("\0", "\ud800", "../..", "!", "@:", "%00", "__proto__", "💥".repeat(80)),
  fc.constantFrom("!\0", "!room", "!".repeat(300)),
);
const value = fc.oneof(text, fc.jsonValue(), fc.double(), fc.constant(undefined));
/** Mostly in order, so that it gets past the first check. */
const nearlyGood = fc
  .dictionary(fc.constantFrom(...Object.keys(good)), value, { maxKeys: 2 })
  .map((changes) => ({ ...good, ...changes }));
const nearlyGoodInside = fc
  .tuple(fc.constantFrom("id", "claimed_user_id", "claimed_device_id", "access_token"), value)
  .map(([name, changed]) => ({
    ...good,
    member: { ...member, [name]: changed },
    openid_token: { ...openid_token, [name]: changed },
  }));
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  fc.json(),
  nearlyGood.map((body) => JSON.stringify(body)),
  nearlyGoodInside.map((body) => JSON.stringify(body)),
);
const contentType = fc.constantFrom(undefined, "application/json", "text/plain", "x", "a/b; c=");

async function setUp() {
  const { dataDir, database } = await newDatabase();
  const server = await serverUnderTest({
    config: {
      mode: "service",
      tokens: limits,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(database === undefined ? {} : { database }),
    },
  });
  server.homeserver.openIdTokens.set("of-alice", "@alice:example.com");
  server.homeserver.rooms.create("!room", ["@alice:example.com", "@bob:other.test"]);
  return server;
}

describe("every endpoint", () => {
  it.each(paths)("[SA19] bears every body: %s", async (url) => {
    const { app } = await setUp();
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(payload, contentType, async (body, type) => {
        const answer = await app.inject({
          method: "POST",
          url,
          headers: {
            authorization: `Bearer ${testSecrets.hsToken}`,
            "x-matrix-user-identifier": "@alice:example.com",
            "x-matrix-origin": "other.test",
            ...(type === undefined ? {} : { "content-type": type }),
          },
          payload: body,
        });
        statuses.add(answer.statusCode);
        expect(answer.statusCode).toBeLessThan(500);
        expect(answer.headers["content-length"]).toBeDefined();
      }),
      { numRuns: 300 },
    );
    // Some got all the way through.
    expect(statuses).toContain(url.includes("msc4195/rtc/livekit/delegate") ? 400 : 200);
  });

  it("[SA19] bears every header and path", async () => {
    const { app } = await setUp();
    const header = fc.string({ maxLength: 300 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, ""));
    await fc.assert(
      fc.asyncProperty(header, fc.webPath(), fc.constantFrom(...paths), async (odd, path, url) => {
        const headers = {
          authorization: odd,
          "x-matrix-user-identifier": odd,
          "x-matrix-origin": odd,
          "x-forwarded-for": odd,
          "content-type": odd,
        };
        for (const target of [url, `/livekit/jwt${path}`]) {
          const answer = await app.inject({ method: "POST", url: target, headers, payload: "{}" });
          expect(answer.statusCode).toBeLessThan(500);
        }
      }),
      { numRuns: 300 },
    );
  });
});
