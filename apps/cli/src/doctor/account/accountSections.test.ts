import { describe, expect, it } from "vitest";
import { serviceUrl, type SiteAnswers, siteOrigin, startFakeSite } from "../../testing/fakeSite.ts";
import type { Instruments } from "../site/instruments.ts";
import type { Credentials } from "./account.ts";
import { accountSections } from "./accountSections.ts";
import type { SfuConnection } from "./sfuConnection.ts";

const room = "/_matrix/client/v3/rooms/!doctor";
const schedule = `PUT ${room}/state/org.matrix.msc3401.call.member/_@doctor:example.org_DOCTOR_m.call`;
const delayed = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/delay";
const transports = "GET /_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
const getToken = "POST /livekit/jwt/get_token";
const validate = "GET /livekit/sfu/rtc/validate";
const turn = "GET /_matrix/client/v3/voip/turnServer";
const error = (status: number, errcode: string) => ({ status, body: { errcode } });

const connection: SfuConnection = {
  version: "1.2.3",
  iceServers: [],
  candidates: [
    { transport: "udp", address: "192.0.2.1", port: 7882, kind: "host" },
    { transport: "tcp", address: "192.0.2.1", port: 7881, kind: "host" },
  ],
  credentials: { usernameFragment: "other", password: "password" },
  agree: () => undefined,
  close: () => undefined,
};

/** Answers every STUN request with success, and every allocation with a relay at 192.0.2.1:32853. */
const openStun: Instruments["openStun"] = async () => ({
  ask: async (request, accept) => {
    const isAllocation = request[1] === 3;
    const relay = [0, 0x16, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43];
    const challenge = [0, 9, 0, 4, 0, 0, 4, 1, 0, 0x14, 0, 0, 0, 0x15, 0, 0];
    const isSigned = request.length > 40;
    const attributes = !isAllocation ? [] : isSigned ? relay : challenge;
    const type = isAllocation && !isSigned ? [1, 0x13] : [1, request[1] ?? 0];
    const header = [...type, 0, attributes.length, ...request.subarray(4, 20)];
    return accept(Uint8Array.from([...header, ...attributes]));
  },
  close: () => undefined,
});

async function examine(
  answers: SiteAnswers = {},
  instruments: Partial<Instruments> = {},
  credentials: Credentials = { accessToken: "token" },
) {
  const site = await startFakeSite({
    answers,
    instruments: { openStun, connectSfu: async () => connection, ...instruments },
  });
  const discovered = [{ type: "livekit", serviceUrl } as const];
  const sections = await accountSections(
    { homeserverUrl: siteOrigin, transports: discovered },
    credentials,
    site.instruments,
  );
  const findings = sections.flatMap(({ checks }) => checks).filter(({ state }) => state !== "ok");
  return { findings, asked: site.asked };
}

describe("a site with an account", () => {
  it("[DO11] is well when nothing is wrong; the doctor's room is left and forgotten", async () => {
    const { findings, asked } = await examine();
    expect(findings).toEqual([]);
    expect(asked).toContain(`POST ${room}/leave`);
    expect(asked.at(-1)).toBe(`POST ${room}/forget`);
    expect(asked).not.toContain("POST /_matrix/client/v3/logout");
  });

  it("[DO11] signs out when it had signed in", async () => {
    const { findings, asked } = await examine({}, {}, { user: "doctor", password: "secret" });
    expect(findings).toEqual([]);
    expect(asked.at(-1)).toBe("POST /_matrix/client/v3/logout");
  });

  it("[DO11] leaves its room also when something fails on the way", async () => {
    const failing = {
      openStun,
      randomBytes: () => {
        throw new Error("broken");
      },
    };
    const site = await startFakeSite({
      instruments: { connectSfu: async () => connection, ...failing },
    });
    const examined = accountSections(
      { homeserverUrl: siteOrigin, transports: [] },
      { accessToken: "token" },
      site.instruments,
    );
    await expect(examined).rejects.toThrow("broken");
    expect(site.asked).toContain(`POST ${room}/forget`);
  });

  it.each<[string, SiteAnswers, text: string, fix: string]>([
    [
      "a token of nobody",
      { "GET /_matrix/client/v3/account/whoami": error(401, "M_UNKNOWN_TOKEN") },
      "access token is not accepted (401)",
      "CONFAB_DOCTOR_TOKEN",
    ],
    [
      "an account that may make no rooms",
      { "POST /_matrix/client/v3/createRoom": error(403, "M_FORBIDDEN") },
      "cannot make a room",
      "account that may",
    ],
    [
      "delays of an hour at most",
      {
        [schedule]: ({ query }) =>
          Number(query.get("org.matrix.msc4140.delay")) > 3_600_000
            ? error(400, "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE")
            : { body: { delay_id: "delay" } },
      },
      "24 hours are refused",
      "max_event_delay_duration: 24h",
    ],
    [
      "delays of less than an hour",
      { [schedule]: error(400, "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE") },
      "cannot be scheduled an hour ahead",
      "max_event_delay_duration: 24h",
    ],
    [
      "a homeserver that sends delayed events at once",
      { [schedule]: { body: { event_id: "$event" } } },
      "sent at once",
      "max_event_delay_duration",
    ],
    [
      "restarts that go to the wrong worker",
      { [`POST ${delayed}/restart`]: error(404, "M_NOT_FOUND") },
      "cannot be restarted (404 M_NOT_FOUND)",
      "main process",
    ],
    [
      "cancellations that go to the wrong worker",
      { [`POST ${delayed}/cancel`]: error(404, "M_UNRECOGNIZED") },
      "cannot be taken back",
      "main process",
    ],
    [
      "too tight limits on restarts",
      { [`POST ${delayed}/restart`]: error(429, "M_LIMIT_EXCEEDED") },
      "cannot be restarted (429",
      "rc_delayed_event_mgmt",
    ],
    [
      "default power levels",
      { [`GET ${room}/state/m.room.power_levels/`]: { body: { state_default: 50 } } },
      "calls need power level 50",
      "default_power_level_content_override",
    ],
    [
      "empty transports",
      { [transports]: { body: {} } },
      "names no authorisation service",
      "matrix_rtc",
    ],
    [
      "an account that gets no OpenID token",
      {
        "POST /_matrix/client/v3/user/@doctor:example.org/openid/request_token": error(
          403,
          "M_GUEST_ACCESS_FORBIDDEN",
        ),
      },
      "no OpenID token (403 M_GUEST_ACCESS_FORBIDDEN)",
      "registered account",
    ],
    [
      "an authorisation service that verifies nobody",
      { [getToken]: error(401, "M_UNAUTHORIZED") },
      "gives no token (401",
      "OpenID endpoint",
    ],
    [
      "an authorisation service that does not see the room",
      { [getToken]: error(403, "M_FORBIDDEN") },
      "gives no token (403",
      "application service",
    ],
    [
      "an authorisation service that does not reach the SFU",
      { [getToken]: error(500, "M_UNKNOWN") },
      "gives no token (500",
      "LIVEKIT_URL",
    ],
    [
      "an authorisation service that limits",
      { [getToken]: error(429, "M_LIMIT_EXCEEDED") },
      "gives no token (429",
      "limits",
    ],
    ["no TURN server", { [turn]: { body: {} } }, "no TURN server", "turn_uris"],
    [
      "a TURN address that is none",
      { [turn]: { body: { username: "u", password: "p", uris: ["https://example.org"] } } },
      "no TURN address",
      "turn:host:3478",
    ],
  ])("[DO11] finds %s", async (_fault, answers, text, fix) => {
    const { findings } = await examine(answers);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain(text);
    expect(findings[0]?.fix).toContain(fix);
  });

  it("[DO11] finds transports that differ from discovery, and examines both", async () => {
    const other = "https://example.org/other/jwt";
    const { findings } = await examine({
      [transports]: { body: { rtc_transports: [{ type: "livekit", livekit_service_url: other }] } },
    });
    expect(findings.map(({ text }) => text)).toEqual([
      expect.stringContaining("clients may meet on different SFUs"),
      `${other} gives no token (404)`,
    ]);
  });

  it.each([
    [200, "the WebSocket is lost on the way", "Upgrade"],
    [401, "it refuses the token", "keys in livekit.yaml"],
    [404, "no such room", "make rooms at this very SFU"],
    [502, "(status 502)", "start LiveKit"],
  ])("[DO12] explains by status %d why the SFU lets nobody in", async (status, text, fix) => {
    const { findings } = await examine(
      { [validate]: { status } },
      { connectSfu: () => Promise.reject(new Error("refused")) },
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain(text);
    expect(findings[0]?.fix).toContain(fix);
  });
});
