import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { createAsk } from "../doctor/network/ask.ts";
import type { Instruments } from "../doctor/site/instruments.ts";

interface SiteQuestion {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface SiteAnswer {
  readonly status?: number;
  /** Instead of JSON that everybody may read. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is. */
  readonly body?: unknown;
}

/** By method and path, such as `GET /healthz`. */
export type SiteAnswers = Readonly<
  Record<string, SiteAnswer | ((question: SiteQuestion) => SiteAnswer)>
>;

export const siteOrigin = "https://example.org";
export const serviceUrl = `${siteOrigin}/livekit/jwt`;
export const siteKey = { apiKey: "key", apiSecret: "secret-of-the-sfu" };

const readable = { "content-type": "application/json", "access-control-allow-origin": "*" };
const cors = {
  ...readable,
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "Content-Type",
};
const refused: SiteAnswer = { status: 400, headers: cors, body: { errcode: "M_NOT_JSON" } };
const claims = { sub: "@doctor:example.org", exp: 2_000_000_000, video: { room: "room" } };
const jwt = `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const room = "/_matrix/client/v3/rooms/!doctor";
const delayed = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/delay";

/** A site at which nothing is wrong: discovery, homeserver, authorisation service and SFU. */
const healthy: SiteAnswers = {
  "GET /.well-known/matrix/client": {
    body: {
      "m.homeserver": { base_url: siteOrigin },
      "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: serviceUrl }],
    },
  },
  "GET /.well-known/matrix/server": { body: { "m.server": "example.org:443" } },
  "GET /_matrix/federation/v1/version": { body: { server: {} } },
  "GET /_matrix/federation/v1/openid/userinfo": {
    status: 401,
    body: { errcode: "M_UNKNOWN_TOKEN" },
  },
  "GET /_matrix/client/versions": {
    body: {
      versions: ["v1.11"],
      unstable_features: { "org.matrix.msc4140": true, "org.matrix.msc4354": true },
    },
  },
  "GET /_matrix/client/unstable/org.matrix.msc4143/rtc/transports": ({ headers }) =>
    headers.authorization === undefined
      ? { status: 401, body: { errcode: "M_MISSING_TOKEN" } }
      : { body: { rtc_transports: [{ type: "livekit", livekit_service_url: serviceUrl }] } },
  "POST /livekit/jwt/sfu/get": refused,
  "GET /livekit/jwt/sfu/get": { status: 405, headers: cors },
  "POST /livekit/jwt/get_token": ({ body }) =>
    body === "" ? refused : { headers: cors, body: { url: "wss://example.org/livekit/sfu", jwt } },
  "OPTIONS /livekit/jwt/get_token": { headers: cors },
  "POST /livekit/jwt/delegate_delayed_leave": refused,
  "POST /livekit/jwt/sfu_webhook": { body: { accepted: true } },
  "GET /livekit/sfu/rtc/validate": ({ headers }) => ({
    status: headers.authorization === undefined ? 401 : 404,
  }),
  "POST /livekit/sfu/twirp/livekit.RoomService/ListRooms": { body: { rooms: [] } },
  "GET /_matrix/client/v3/account/whoami": {
    body: { user_id: "@doctor:example.org", device_id: "DOCTOR" },
  },
  "POST /_matrix/client/v3/login": {
    body: { user_id: "@doctor:example.org", device_id: "DOCTOR", access_token: "session" },
  },
  "POST /_matrix/client/v3/logout": { body: {} },
  "POST /_matrix/client/v3/createRoom": { body: { room_id: "!doctor" } },
  [`POST ${room}/leave`]: { body: {} },
  [`POST ${room}/forget`]: { body: {} },
  [`PUT ${room}/state/org.matrix.msc3401.call.member/_@doctor:example.org_DOCTOR_m.call`]: {
    body: { delay_id: "delay" },
  },
  [`POST ${delayed}/restart`]: { body: {} },
  [`POST ${delayed}/cancel`]: { body: {} },
  [`GET ${room}/state/m.room.power_levels/`]: {
    body: { events: { "org.matrix.msc3401.call.member": 0 } },
  },
  "POST /_matrix/client/v3/user/@doctor:example.org/openid/request_token": {
    body: {
      access_token: "openid",
      token_type: "Bearer",
      matrix_server_name: "example.org",
      expires_in: 3600,
    },
  },
  "GET /_matrix/client/v3/voip/turnServer": {
    body: { username: "u", password: "p", uris: ["turn:example.org?transport=udp"] },
  },
};

export interface FakeSite {
  readonly instruments: Instruments;
  /** Everything that was asked, as `GET /path`. */
  readonly asked: readonly string[];
}

/** `https://example.org`, played by a server on loopback. Ends with the test. */
export async function startFakeSite(
  options: { readonly answers?: SiteAnswers; readonly instruments?: Partial<Instruments> } = {},
): Promise<FakeSite> {
  const answers: SiteAnswers = { ...healthy, ...options.answers };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const { pathname, searchParams } = new URL(request.url ?? "/", siteOrigin);
      const path = decodeURIComponent(pathname);
      const method = request.method ?? "";
      asked.push(`${method} ${path}`);
      const known = answers[`${method} ${path}`] ?? { status: 404 };
      const question = {
        method,
        path,
        query: searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      const answer = typeof known === "function" ? known(question) : known;
      const { status = 200, headers = readable, body = {} } = answer;
      response.writeHead(status, headers);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    })();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const now = () => Date.now();
  const ask = createAsk(now);
  return {
    asked,
    instruments: {
      ask: (question) =>
        ask({
          ...question,
          url: question.url.replace(/^https?:\/\/example\.org(:443)?/, `http://127.0.0.1:${port}`),
        }),
      certificate: async () => ({ kind: "trusted", expiresAt: now() + 60 * 86_400_000 }),
      isPrivateHost: async () => false,
      openStun: () => Promise.reject(new Error("no sockets in this test")),
      connectSfu: () => Promise.reject(new Error("no sockets in this test")),
      now,
      randomBytes: (count) => new Uint8Array(count),
      ...options.instruments,
    },
  };
}
