import { randomBytes } from "node:crypto";
import { parseSfuGrant } from "@confab/protocol";
import { decodeJwt } from "jose";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { environmentConfig } from "../config/environmentConfig.ts";
import { createServer } from "../createServer.ts";
import { createJsonClient } from "../http/jsonClient.ts";
import { createAccessTokenSigner } from "../sfu/accessToken.ts";
import { createLivekitRooms } from "../sfu/sfuRooms.ts";
import { newRealPerson, newRealRoom, type RealPerson } from "../testing/realPeople.ts";
import { describeTokenApi, type TokenApiFixture } from "../testing/tokenApiContract.ts";
import { systemClock } from "../time/clock.ts";
import { createDnsResolver } from "./serverName/dnsResolver.ts";
import { createPinnedHttps } from "./serverName/pinnedHttps.ts";

const stack = inject("stack");
const sfuUrl = `${stack.origin.replace(/^http/, "ws")}/livekit/sfu`;

describeTokenApi("the running stack", async () => fixture([`${stack.origin}/livekit/jwt`], sfuUrl));

describeTokenApi("alone beside a homeserver and an SFU", async () => {
  const url = stack.sfuUrl.replace(/^http/, "ws");
  const origin = await serviceFromEnvironment(url);
  return fixture([origin, `${origin}/livekit/jwt`], url);
});

function fixture(bases: readonly string[], url: string): TokenApiFixture {
  const { apiKey, apiSecret, serverName } = stack;
  const people = new Map<string, RealPerson>();
  const sfu = createJsonClient(stack.sfuUrl);
  onTestFinished(() => sfu.close());
  const rooms = createLivekitRooms(sfu, createAccessTokenSigner(stack, systemClock));
  return {
    bases,
    serverName,
    sfuUrl: url,
    apiKey,
    apiSecret,
    async newUser() {
      const person = await newRealPerson(stack.origin, "Grace");
      people.set(person.userId, person);
      const { userId, deviceId } = person;
      return {
        userId,
        deviceId,
        async openIdToken() {
          const path = `/user/${encodeURIComponent(userId)}/openid/request_token`;
          return Object((await person.matrix("POST", path, {})).body);
        },
      };
    },
    async newRoom({ userId }) {
      const person = people.get(userId);
      if (person === undefined) throw new Error("a user of another test");
      return newRealRoom([person]);
    },
    sfuHasRoom: async (name) => (await rooms.list([name])).length > 0,
  };
}

/** The token service as somebody runs it who has a homeserver and an SFU already. Returns its address. */
async function serviceFromEnvironment(url: string): Promise<string> {
  const result = environmentConfig({
    env: {
      LIVEKIT_URL: url,
      LIVEKIT_KEY: stack.apiKey,
      LIVEKIT_SECRET: stack.apiSecret,
      LIVEKIT_FULL_ACCESS_HOMESERVERS: stack.serverName,
      LIVEKIT_HS_SERVER_NAME: stack.serverName,
      LIVEKIT_AS_TOKEN: stack.asToken,
      LIVEKIT_HS_TOKEN: "nobody asks this one",
      LIVEKIT_LOG_LEVEL: "off",
      CONFAB_HOMESERVER_URL: stack.homeserverUrl,
    },
    readFile: () => "",
    wildcardHost: "127.0.0.1",
  });
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  const server = await createServer(result.config, {
    clock: systemClock,
    randomBytes,
    dns: createDnsResolver(),
    https: createPinnedHttps(),
  });
  onTestFinished(() => server.close());
  return server.app.listen({ host: "127.0.0.1", port: 0 });
}

/** Through the homeserver, which says who asks (MSC4512). */
describe("the application service's endpoints", () => {
  const path = "/_matrix/client/unstable/io.element.msc4195/rtc/livekit";

  async function ask(person: RealPerson, endpoint: string, body: object) {
    const answer = await fetch(`${stack.origin}${path}/${endpoint}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${person.accessToken}`,
        "x-matrix-user-identifier": `@somebody-else:${stack.serverName}`,
      },
      body: JSON.stringify(body),
    });
    const read: unknown = await answer.json();
    return { status: answer.status, headers: answer.headers, body: read };
  }

  it("[SB4] give a token that the SFU takes, in the name of whom the homeserver knows", async () => {
    const grace = await newRealPerson(stack.origin, "Grace");
    const roomId = await newRealRoom([grace]);
    const transports = await fetch(
      `${stack.origin}/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`,
      { headers: { authorization: `Bearer ${grace.accessToken}` } },
    );
    const offered: unknown = await transports.json();
    expect(offered).toMatchObject({ rtc_transports: [{ type: "livekit", url: sfuUrl }] });
    const body = { url: sfuUrl, room_id: roomId, slot_id: "m.call#ROOM", member_id: "m" };
    const answer = await ask(grace, "get_token", body);
    expect([answer.status, answer.body]).toEqual([200, { jwt: expect.any(String) }]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const jwt = String(Reflect.get(Object(answer.body), "jwt"));
    expect(decodeJwt(jwt)["video"]).toMatchObject({ canPublish: true });
    expect(parseSfuGrant({ url: sfuUrl, jwt }, Date.now())).toBeDefined();
    const validate = await fetch(`${stack.origin}/livekit/sfu/rtc/validate?access_token=${jwt}`);
    expect(await validate.text()).toBe("success");
  });

  it("[SB6] give none outside the room", async () => {
    const [grace, eve] = await Promise.all([
      newRealPerson(stack.origin, "Grace"),
      newRealPerson(stack.origin, "Eve"),
    ]);
    const room_id = await newRealRoom([grace]);
    const body = { url: sfuUrl, room_id, slot_id: "m.call#ROOM", member_id: "m" };
    const answer = await ask(eve, "get_token", body);
    expect([answer.status, answer.body]).toMatchObject([403, { errcode: "M_FORBIDDEN" }]);
  });

  it("[SB9] take over a delayed event of the user's own, and no other's", async () => {
    const [grace, ada] = await Promise.all([
      newRealPerson(stack.origin, "Grace"),
      newRealPerson(stack.origin, "Ada"),
    ]);
    const roomId = await newRealRoom([grace, ada]);
    const scheduled = await grace.matrix(
      "PUT",
      `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${crypto.randomUUID()}?org.matrix.msc4140.delay=600000`,
      { msgtype: "m.text", body: "goodbye" },
    );
    const delay_id = String(Reflect.get(Object(scheduled.body), "delay_id"));
    const body = {
      url: sfuUrl,
      room_id: roomId,
      slot_id: "m.call#ROOM",
      member: { id: "m", claimed_device_id: grace.deviceId },
      delay_id,
    };
    expect(await ask(grace, "delegate_delayed_leave", body)).toMatchObject({
      status: 200,
      body: {},
    });
    for (const [person, change] of [
      [ada, {}],
      [grace, { delay_id: "made-up" }],
    ] as const) {
      expect(await ask(person, "delegate_delayed_leave", { ...body, ...change })).toMatchObject({
        status: 400,
        body: { errcode: "M_INVALID_PARAM" },
      });
    }
  });
});
