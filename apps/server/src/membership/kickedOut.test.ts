import { connect } from "node:net";
import { parseSfuGrant } from "@confab/protocol";
import { describe, expect, it, onTestFinished } from "vitest";
import { portOf } from "../testing/listenOnLoopback.ts";
import { serverUnderTest, testSecrets } from "../testing/serverUnderTest.ts";

const roomId = "!room";
const ann = "@ann:example.com";
const internalBind = { host: "127.0.0.1", port: 1 };

async function setUp(config: NonNullable<Parameters<typeof serverUnderTest>[0]>["config"] = {}) {
  const server = await serverUnderTest({ config });
  server.homeserver.openIdTokens.set("token", ann);
  const { joined } = server.homeserver.rooms.create(roomId, [ann, "@bob:example.com"]);
  const askToken = () =>
    server.app.inject({
      method: "POST",
      url: "/livekit/jwt/sfu/get",
      payload: {
        room: roomId,
        device_id: "D",
        openid_token: { access_token: "token", matrix_server_name: "example.com" },
      },
    });
  const leave = {
    room_id: roomId,
    type: "m.room.member",
    sender: ann,
    state_key: ann,
    event_id: "$1",
    origin_server_ts: 1,
    content: { membership: "leave" },
  };
  const push = {
    method: "PUT",
    url: "/_matrix/app/v1/transactions/1",
    headers: { authorization: `Bearer ${testSecrets.hsToken}` },
    payload: { events: [leave] },
  } as const;
  return { ...server, joined, askToken, push };
}

/** The status of a WebSocket handshake. */
async function shakeHands(port: number, path: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  let received = "";
  socket.on("data", (data) => {
    received += data.toString("latin1");
  });
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: confab.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  await expect.poll(() => received).toMatch(/^HTTP\/1\.1 \d{3} /);
  return received.slice(9, 12);
}

describe("somebody who is kicked", () => {
  it("[SM14] gets no further than us with the token they have", async () => {
    const { app, internal, askToken, joined, push, sfu } = await setUp({ internalBind });
    const grant = parseSfuGrant((await askToken()).json(), Date.now());
    await app.listen({ host: "127.0.0.1", port: 0 });
    const signal = `/livekit/sfu/rtc?access_token=${grant?.jwt ?? ""}`;
    const validate = signal.replace("rtc?", "rtc/validate?");
    // What the SFU says here is that it knows no such thing.
    expect(await shakeHands(portOf(app.server), signal)).toBe("404");
    expect(sfu.asked("/rtc")).toHaveLength(1);

    joined.delete(ann);
    expect((await internal?.inject(push))?.statusCode).toBe(200);
    await expect.poll(() => shakeHands(portOf(app.server), signal)).toBe("401");
    const answer = await app.inject(validate);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    const asked = sfu.asked("/rtc").length;
    expect(await shakeHands(portOf(app.server), signal)).toBe("401");
    expect(sfu.asked("/rtc")).toHaveLength(asked);
    expect(sfu.asked("/rtc/validate").filter(({ query }) => query.has("access_token"))).toEqual([]);
    expect((await askToken()).statusCode).toBe(403);
  });
});

describe("what the homeserver and the SFU tell", () => {
  it("[SM18] [SU1] is heard by the listener of its own", async () => {
    const { app, internal, push, sfu } = await setUp({ internalBind });
    expect((await internal?.inject(push))?.statusCode).toBe(200);
    const { headers, body } = await sfu.webhook({ event: "egress_started" });
    const webhook = { method: "POST", headers, body } as const;
    const answer = await internal?.inject({ ...webhook, url: "/sfu_webhook" });
    expect(answer?.json()).toEqual({ accepted: true });
    // For SFUs that were configured for the service that we stand in for.
    const old = await app.inject({ ...webhook, url: "/livekit/jwt/sfu_webhook" });
    expect(old.json()).toEqual({ accepted: true });
    expect((await app.inject(push)).statusCode).not.toBe(200);
  });

  it("[SM18] [SU1] is heard by the only listener of a service that runs alone", async () => {
    const { app, push, sfu } = await setUp({ mode: "service" });
    expect((await app.inject(push)).statusCode).toBe(200);
    const { headers, body } = await sfu.webhook({ event: "egress_started" });
    for (const url of ["/sfu_webhook", "/livekit/jwt/sfu_webhook"]) {
      const answer = await app.inject({ method: "POST", url, headers, body });
      expect(answer.json()).toEqual({ accepted: true });
    }
  });
});
