import { createHash } from "node:crypto";
import { jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";

/** Somebody with an account and a way to prove it. */
interface TokenApiUser {
  readonly userId: string;
  readonly deviceId: string;
  /** As the homeserver issued it, a new one for each call. */
  openIdToken(): Promise<object>;
}

/** A listening server, its homeserver and its SFU. */
export interface TokenApiFixture {
  /** What comes before the endpoints' paths. */
  readonly bases: readonly string[];
  readonly serverName: string;
  /** As clients get it. */
  readonly sfuUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  newUser(): Promise<TokenApiUser>;
  /** A room of the homeserver with this member and nobody else. Returns its id. */
  newRoom(member: TokenApiUser): Promise<string>;
  sfuHasRoom(name: string): Promise<boolean>;
}

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST",
  "access-control-allow-headers":
    "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token",
  "content-type": "application/json",
};
const endpoints = ["/sfu/get", "/get_token", "/delegate_delayed_leave"];

/** SHA-256 over the compact JSON array, in base64 without padding, by other means than the server's. */
function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64").replace(/=+$/, "");
}

/** The contract of the token API for clients with an OpenID token: rules SA… in SPEC.md. Over HTTP alone. */
export function describeTokenApi(name: string, setUp: () => Promise<TokenApiFixture>): void {
  describe(`token API: ${name}`, () => {
    let api: TokenApiFixture;
    let alice: TokenApiUser;
    let roomId: string;

    beforeEach(async () => {
      api = await setUp();
      alice = await api.newUser();
      roomId = await api.newRoom(alice);
    });

    async function post(path: string, body: unknown, base = api.bases[0] ?? "") {
      const answer = await fetch(base + path, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: answer.status, headers: headersOf(answer), body: await readJson(answer) };
    }

    async function legacyBody(user = alice, room = roomId) {
      return { room, device_id: user.deviceId, openid_token: await user.openIdToken() };
    }

    async function memberBody(user = alice, room = roomId) {
      const { userId: claimed_user_id, deviceId: claimed_device_id } = user;
      return {
        room_id: room,
        slot_id: "m.call#ROOM",
        openid_token: await user.openIdToken(),
        member: { id: "membership-1", claimed_user_id, claimed_device_id },
      };
    }

    async function claimsOf(body: unknown) {
      expect(body).toEqual({ url: api.sfuUrl, jwt: expect.any(String) });
      const jwt = String(Object(body).jwt);
      const key = new TextEncoder().encode(api.apiSecret);
      const { payload, protectedHeader } = await jwtVerify(jwt, key, { algorithms: ["HS256"] });
      expect(protectedHeader.alg).toBe("HS256");
      return payload;
    }

    /** Every field, and no other: what is not said here is not granted. */
    function grantFor(identity: string, slot = "m.call#ROOM") {
      return {
        iss: api.apiKey,
        sub: identity,
        iat: expect.any(Number),
        nbf: expect.any(Number),
        exp: expect.any(Number),
        video: {
          roomJoin: true,
          room: hash(roomId, slot),
          canPublish: true,
          canSubscribe: true,
          canUpdateOwnMetadata: false,
        },
      };
    }

    it("[SA5] lets an old client in under its readable name, and the SFU has the room", async () => {
      for (const base of api.bases) {
        const answer = await post("/sfu/get", await legacyBody(), base);
        expect([answer.status, answer.headers]).toEqual([200, expect.objectContaining(cors)]);
        const claims = await claimsOf(answer.body);
        expect(claims).toEqual(grantFor(`${alice.userId}:${alice.deviceId}`));
      }
      expect(await api.sfuHasRoom(hash(roomId, "m.call#ROOM"))).toBe(true);
    });

    it("[SA6] lets a newer client in under its hashed name, into the slot that it names", async () => {
      for (const base of api.bases) {
        const slot_id = "m.call#other";
        const answer = await post("/get_token", { ...(await memberBody()), slot_id }, base);
        expect(answer.status).toBe(200);
        const identity = hash(alice.userId, alice.deviceId, "membership-1");
        expect(await claimsOf(answer.body)).toEqual(grantFor(identity, slot_id));
      }
      expect(await api.sfuHasRoom(hash(roomId, "m.call#other"))).toBe(true);
    });

    it("[SA7] is valid from now for an hour", async () => {
      const { body } = await post("/get_token", await memberBody());
      const { iat = 0, nbf, exp } = await claimsOf(body);
      expect([nbf, exp]).toEqual([iat, iat + 3600]);
      expect(Math.abs(Date.now() / 1000 - iat)).toBeLessThan(5);
    });

    it("[SA16] lets nobody in who is not joined, and makes no room", async () => {
      const eve = await api.newUser();
      for (const [path, body] of [
        ["/sfu/get", await legacyBody(eve)],
        ["/get_token", await memberBody(eve)],
        [
          "/delegate_delayed_leave",
          { ...(await memberBody(eve)), delay_id: "d", delay_timeout: 1 },
        ],
      ] as const) {
        const answer = await post(path, body);
        expect(answer).toMatchObject({ status: 403, body: { errcode: "M_FORBIDDEN" } });
        expect(answer.headers).toMatchObject(cors);
      }
      expect(await api.sfuHasRoom(hash(roomId, "m.call#ROOM"))).toBe(false);
    });

    it("[SA16] knows no room that there is not", async () => {
      const room = "!of-nobody-and-nowhere";
      const answer = await post("/sfu/get", await legacyBody(alice, room));
      expect(answer.status).toBe(403);
      expect(await api.sfuHasRoom(hash(room, "m.call#ROOM"))).toBe(false);
    });

    it("[SA4] refuses whoever claims to be another", async () => {
      const body = await memberBody();
      const member = { ...body.member, claimed_user_id: `@bob:${api.serverName}` };
      const answer = await post("/get_token", { ...body, member });
      expect(answer).toMatchObject({ status: 401, body: unauthorised });
      expect(answer.headers).toMatchObject(cors);
    });

    it("[SA3] refuses a token that proves nothing", async () => {
      const openid_token = { access_token: "made up", matrix_server_name: api.serverName };
      const answer = await post("/sfu/get", { ...(await legacyBody()), openid_token });
      expect(answer).toMatchObject({ status: 401, body: unauthorised });
    });

    it("[SA2] refuses what is no request in the contract's words", async () => {
      for (const [path, body, error, errcode] of refusedRequests(
        await legacyBody(),
        await memberBody(),
      )) {
        const answer = await post(path, body);
        expect([path, answer.status, answer.body]).toEqual([path, 400, { errcode, error }]);
        expect(answer.headers).toMatchObject(cors);
      }
    });

    it("[SA12] ignores unknown fields and an address for the leave", async () => {
      const more = { delay_cs_api_url: "https://evil.test", future: { field: [1] } };
      expect((await post("/sfu/get", { ...(await legacyBody()), ...more })).status).toBe(200);
      expect((await post("/get_token", { ...(await memberBody()), ...more })).status).toBe(200);
    });

    it("[SA1] answers preflights and other methods, for every page to read", async () => {
      for (const url of api.bases.flatMap((base) => endpoints.map((path) => base + path))) {
        const preflight = await fetch(url, { method: "OPTIONS" });
        expect([preflight.status, await preflight.text()]).toEqual([200, ""]);
        expect(headersOf(preflight)).toMatchObject(cors);
        for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
          const other = await fetch(url, { method });
          expect([method, other.status, await other.text()]).toEqual([method, 405, ""]);
          expect(headersOf(other)).toMatchObject(cors);
        }
      }
    });

    it("[SA10] says to who asks with nothing that leaves can be handed over", async () => {
      for (const base of api.bases) {
        const answer = await post("/delegate_delayed_leave", "", base);
        expect(answer.status).toBe(400);
        expect(answer.headers).toMatchObject(cors);
      }
    });

    it("[SA10] takes over a leave without a token and without a room", async () => {
      const body = { ...(await memberBody()), delay_id: "of-a-delayed-leave", delay_timeout: 8000 };
      const answer = await post("/delegate_delayed_leave", body);
      expect([answer.status, answer.body]).toEqual([200, {}]);
      expect(await api.sfuHasRoom(hash(roomId, "m.call#ROOM"))).toBe(false);
    });

    it("[SA10] takes over a leave together with a token", async () => {
      const leave = { delay_id: "of-a-delayed-leave", delay_timeout: 8000 };
      expect((await post("/sfu/get", { ...(await legacyBody()), ...leave })).status).toBe(200);
      expect((await post("/get_token", { ...(await memberBody()), ...leave })).status).toBe(200);
    });

    it("[SA11] refuses a body of a mebibyte, readably", async () => {
      const answer = await post("/sfu/get", { ...(await legacyBody()), room: "!".repeat(1 << 20) });
      expect(answer).toMatchObject({ status: 413, body: { errcode: "M_TOO_LARGE" } });
      expect(answer.headers).toMatchObject(cors);
    });

    it("[SA17] treats odd identifiers as what they are: names of nothing, or no names", async () => {
      const rooms: readonly (readonly [string, number])[] = [
        ["!../../admin", 403],
        ["!room/%2e%2e?x#y", 403],
        ["!no-server-in-it", 403],
        [`!${"r".repeat(254)}`, 403],
        [`!${"r".repeat(299)}`, 400],
        ["!nul\0", 400],
        ["#alias:example.com", 400],
      ];
      for (const [room, status] of rooms) {
        expect([room, (await post("/sfu/get", await legacyBody(alice, room))).status]).toEqual([
          room,
          status,
        ]);
      }
      const body = await memberBody();
      for (const [slot_id, status] of [
        ["../..", 200],
        ["nul\0", 400],
        ["s".repeat(300), 400],
      ] as const) {
        expect((await post("/get_token", { ...body, slot_id })).status).toBe(status);
      }
    });

    it("[SA14] says that it is alive", async () => {
      for (const base of api.bases) {
        for (const method of ["GET", "HEAD"]) {
          const answer = await fetch(`${base}/healthz`, { method });
          expect([answer.status, await answer.text()]).toEqual([200, ""]);
        }
        expect((await fetch(`${base}/healthz`, { method: "POST" })).status).toBe(405);
      }
    });
  });
}

const unauthorised = {
  errcode: "M_UNAUTHORIZED",
  error: "The request could not be authorised.",
};

type RefusedRequest = readonly [path: string, body: unknown, error: string, errcode: string];

/** Every row of the contract's table that needs no homeserver, around requests that are in order. */
export function refusedRequests(
  legacy: { readonly openid_token: object },
  member: { readonly openid_token: object; readonly member: object },
): readonly RefusedRequest[] {
  const inBoth = ["/get_token", "/delegate_delayed_leave"];
  const noRoom = "The request body is missing `room_id` or `slot_id`";
  const noMember =
    "The request body `member` is missing a `id`, `claimed_user_id` or `claimed_device_id`";
  const noToken =
    "The request body `openid_token` is missing a `access_token` or `matrix_server_name`";
  const noDelay = "The request body is missing `delay_id` or `delay_timeout`";
  const without = (body: object, field: string) => ({ ...body, [field]: "" });
  const bad = (path: string, body: unknown, error: string): RefusedRequest => [
    path,
    body,
    error,
    "M_BAD_JSON",
  ];
  return [
    ...endpoints.flatMap((path) =>
      ["", "{", "[]", "null", '"room"', '{"room": 1, "room_id": 1}'].map((body): RefusedRequest => [
        path,
        body,
        "Error reading request",
        "M_NOT_JSON",
      ]),
    ),
    bad("/sfu/get", { ...legacy, room: "" }, "Missing room parameter"),
    bad("/sfu/get", {}, "Missing room parameter"),
    ...[{}, without(legacy.openid_token, "access_token")].map((openid_token) =>
      bad("/sfu/get", { ...legacy, openid_token }, "Missing OpenID token parameters"),
    ),
    bad("/sfu/get", { ...legacy, delay_id: "d" }, noDelay),
    bad("/sfu/get", { ...legacy, delay_timeout: 8000 }, noDelay),
    ...inBoth.flatMap((path) => [
      bad(path, { ...member, room_id: "" }, noRoom),
      bad(path, { ...member, slot_id: "" }, noRoom),
      ...["id", "claimed_user_id", "claimed_device_id"].map((field) =>
        bad(path, { ...member, member: without(member.member, field) }, noMember),
      ),
      ...["access_token", "matrix_server_name"].map((field) =>
        bad(path, { ...member, openid_token: without(member.openid_token, field) }, noToken),
      ),
      bad(path, { ...member, delay_id: "d" }, noDelay),
      bad(path, { ...member, delay_timeout: 8000 }, noDelay),
    ]),
    bad("/delegate_delayed_leave", member, noDelay),
  ];
}

function headersOf(answer: Response): Readonly<Record<string, string>> {
  return Object.fromEntries(answer.headers);
}

async function readJson(answer: Response): Promise<unknown> {
  return JSON.parse(await answer.text());
}
