import { request } from "node:http";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { serverUnderTest, type ServerUnderTest } from "../testing/serverUnderTest.ts";

async function listen({ app }: ServerUnderTest): Promise<string> {
  return app.listen({ host: "127.0.0.1", port: 0 });
}

describe("the homeserver behind us", () => {
  it("[SP1] gets method, path, query, token and body as they are", async () => {
    const server = await serverUnderTest();
    server.homeserver.override = () => ({ status: 201, body: { event_id: "$1" } });
    const path = "/_matrix/client/v3/rooms/!a%3Ab/state/m.room.name/%40x%2Fy";
    const answer = await server.app.inject({
      method: "PUT",
      url: `${path}?ts=1&q=a%26b`,
      headers: { authorization: "Bearer user-token", "content-type": "application/json" },
      payload: '{ "name":  "as written" }',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ event_id: "$1" });
    const [seen] = server.homeserver.requests;
    expect(seen).toMatchObject({ method: "PUT", path, body: '{ "name":  "as written" }' });
    expect(seen?.query.get("q")).toBe("a&b");
    expect(seen?.headers.authorization).toBe("Bearer user-token");
  });

  it("[SP2] is told the client's address as we believe it, and nothing that the client made up", async () => {
    const server = await serverUnderTest();
    const forged = {
      "x-forwarded-for": "1.1.1.1",
      forwarded: "for=1.1.1.1",
      "x-real-ip": "1.1.1.1",
    };
    const url = "/_matrix/client/versions";
    await server.app.inject({ url, remoteAddress: "192.0.2.9", headers: forged });
    await server.app.inject({
      url,
      headers: { "x-forwarded-for": "9.9.9.9, 192.0.2.9", "x-forwarded-proto": "https" },
    });
    const [direct, proxied] = server.homeserver.requests;
    expect(direct?.headers).toMatchObject({
      "x-forwarded-for": "192.0.2.9",
      "x-forwarded-proto": "http",
    });
    expect(JSON.stringify(direct?.headers)).not.toContain("1.1.1.1");
    expect(proxied?.headers).toMatchObject({
      "x-forwarded-for": "192.0.2.9",
      "x-forwarded-proto": "https",
    });
  });

  it.each(["/_synapse/admin/v1/server_version", "/_synapse/mas/x", "/_matrixx/client"])(
    "[SP3] does not get %s",
    async (url) => {
      const server = await serverUnderTest();
      expect((await server.app.inject({ url })).statusCode).toBe(404);
      expect(server.homeserver.requests).toEqual([]);
    },
  );

  it("[SP4] is missed in JSON that every page can read", async () => {
    const server = await serverUnderTest();
    await server.homeserver.close();
    const url = "/_matrix/client/v3/sync?access_token=secret";
    const answer = await server.app.inject({ url });
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toEqual({
      errcode: "M_UNKNOWN",
      error: "The homeserver does not answer",
    });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    const preflight = await server.app.inject({ method: "OPTIONS", url });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers["access-control-allow-headers"]).toContain("Authorization");
  });

  it("[SP5] says 503 itself, once, and the client hears it", async () => {
    const server = await serverUnderTest();
    server.homeserver.override = () => ({
      status: 503,
      headers: { "retry-after": "30" },
      body: {},
    });
    const answer = await server.app.inject({ url: "/_matrix/client/v3/sync" });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("30");
    expect(server.homeserver.requests).toHaveLength(1);
  });

  it("[SP6] gets uploads that are far larger than what we read ourselves", async () => {
    const server = await serverUnderTest();
    const received: number[] = [];
    server.homeserver.override = ({ body }) => {
      received.push(body.length);
      return { body: { content_uri: "mxc://x" } };
    };
    const origin = await listen(server);
    const answer = await fetch(`${origin}/_matrix/media/v3/upload`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(5_000_000),
    });
    expect(answer.status).toBe(200);
    const chunks = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(10_000)));
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "image/png", expect: "100-continue" };
      const url = `${origin}/_matrix/media/v3/upload`;
      const upload = request(url, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      upload.on("error", reject);
      upload.on("continue", () => chunks.pipe(upload));
    });
    expect(status).toBe(200);
    expect(received).toEqual([5_000_000, 1_000_000]);
  });

  it("[SP6] holds more long polls at once than a pool of connections usually has", async () => {
    const server = await serverUnderTest();
    let answerAll = () => {};
    const gate = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    server.homeserver.override = async () => {
      await gate;
      return { body: {} };
    };
    const polls = Array.from({ length: 150 }, () =>
      server.app.inject({ url: "/_matrix/client/v3/sync" }),
    );
    await expect.poll(() => server.homeserver.requests.length).toBe(150);
    answerAll();
    expect(new Set((await Promise.all(polls)).map((answer) => answer.statusCode))).toEqual(
      new Set([200]),
    );
  });
});

describe("the SFU behind us", () => {
  it("[SP1] gets requests without our prefix", async () => {
    const server = await serverUnderTest();
    server.sfu.override = () => ({ status: 401, body: "invalid token" });
    const answer = await server.app.inject({ url: "/livekit/sfu/rtc/validate?access_token=x" });
    expect([answer.statusCode, answer.body]).toEqual([401, "invalid token"]);
    expect(server.sfu.requests[0]).toMatchObject({ path: "/rtc/validate" });
    await server.app.inject({ method: "HEAD", url: "/livekit/sfu" });
    expect(server.sfu.requests[1]).toMatchObject({ method: "HEAD", path: "/" });
  });

  it.each([
    "/livekit/sfu/twirp/livekit.RoomService/DeleteRoom",
    "/livekit/sfu/rtc/../twirp/livekit.RoomService/DeleteRoom",
    "/livekit/sfu/rtc/%2e%2e/twirp/livekit.RoomService/DeleteRoom",
    "/livekit/sfu//twirp/livekit.RoomService/DeleteRoom",
    "/livekit/sfu/%74wirp/livekit.RoomService/DeleteRoom",
  ])("[SP3] does not get %s", async (url) => {
    const server = await serverUnderTest();
    const answer = await server.app.inject({ method: "POST", url, payload: "{}" });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(server.sfu.requests).toEqual([]);
  });

  it("[SP4] is missed in JSON", async () => {
    const server = await serverUnderTest();
    await server.sfu.close();
    const answer = await server.app.inject({ url: "/livekit/sfu/rtc/validate" });
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toMatchObject({ error: "The SFU does not answer" });
  });
});
