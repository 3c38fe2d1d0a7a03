import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnLoopback, portOf } from "../testing/listenOnLoopback.ts";
import { serverUnderTest } from "../testing/serverUnderTest.ts";

type OnUpgrade = (request: IncomingMessage, socket: Duplex) => void;

/** A component that is asked for WebSockets, and our server in front of it. */
async function setUp(
  onUpgrade: OnUpgrade,
  before: readonly string[] = [],
  after: readonly string[] = [],
) {
  const requests: IncomingMessage[] = [];
  const component = createServer();
  component.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    requests.push(request);
    socket.on("error", () => {});
    onUpgrade(request, socket);
  });
  const componentPort = await listenOnLoopback(component);
  onTestFinished(() => {
    component.close();
    component.closeAllConnections();
  });
  const [url = "", ...moreUrls] = [...before, `http://127.0.0.1:${componentPort}`, ...after];
  const sfu = { url, moreUrls, apiKey: "key", apiSecret: "secret" };
  const { app } = await serverUnderTest({ config: { sfu } });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, requests, component, port: portOf(app.server) };
}

/** A raw client: what it sends and everything that it gets back. */
function dial(port: number, path: string, upgrade = "websocket") {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  let ended = false;
  socket.on("data", (data) => {
    received += data.toString("latin1");
  });
  socket.on("close", () => {
    ended = true;
  });
  socket.on("error", () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: confab.test\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n` +
      "X-Forwarded-For: 1.1.1.1\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Protocol: lk\r\n\r\n",
  );
  onTestFinished(() => {
    socket.destroy();
  });
  return { socket, received: () => received, ended: () => ended };
}

const accept: OnUpgrade = (_request, socket) => {
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: xyz\r\n\r\nhello",
  );
  socket.on("data", (data: Buffer) => socket.write(`echo:${data.toString()}`));
};

describe("tunnelWebSockets", () => {
  it("[SP7] hands through the handshake and then every byte, both ways", async () => {
    const { port, requests } = await setUp(accept);
    const client = dial(port, "/livekit/sfu/rtc?access_token=t");
    await expect.poll(client.received).toContain("hello");
    expect(client.received()).toMatch(/^HTTP\/1\.1 101 .*\r\n/);
    expect(client.received()).toContain("Sec-WebSocket-Accept: xyz\r\n");
    client.socket.write("abc");
    await expect.poll(client.received).toContain("echo:abc");
    expect(requests[0]?.url).toBe("/rtc?access_token=t");
    expect(requests[0]?.headers["sec-websocket-protocol"]).toBe("lk");
    expect(requests[0]?.headers["x-forwarded-for"]).toBeUndefined();
  });

  it("[SP7] hands through a refusal with its status and text", async () => {
    const { port } = await setUp((_request, socket) => {
      socket.end(
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n" +
          "7\r\nno room\r\n0\r\n\r\n",
      );
    });
    const client = dial(port, "/livekit/sfu/rtc/v1?x=1");
    await expect.poll(client.ended).toBe(true);
    expect(client.received()).toBe(
      "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nno room",
    );
  });

  it("[SP7] closes one side when the other is gone", async () => {
    const sockets: Duplex[] = [];
    const { port } = await setUp((request, socket) => {
      sockets.push(socket);
      accept(request, socket);
    });
    const first = dial(port, "/livekit/sfu/rtc");
    await expect.poll(first.received).toContain("hello");
    first.socket.destroy();
    await expect.poll(() => sockets[0]?.readableEnded).toBe(true);
    const second = dial(port, "/livekit/sfu/rtc");
    await expect.poll(second.received).toContain("hello");
    sockets[1]?.destroy();
    await expect.poll(second.ended).toBe(true);
  });

  it.each([
    ["/livekit/sfu/twirp/x", "websocket"],
    ["/livekit/sfu/rtcx", "websocket"],
    ["/_matrix/client", "websocket"],
    ["/livekit/sfu/rtc", "h2c"],
  ])("[SP3] answers 404 to %s (%s)", async (path, upgrade) => {
    const { port, requests } = await setUp(accept);
    const client = dial(port, path, upgrade);
    await expect.poll(client.ended).toBe(true);
    expect(client.received()).toMatch(/^HTTP\/1\.1 404 /);
    expect(requests).toEqual([]);
  });

  it("[SP4] answers 502 when there is no SFU", async () => {
    const { port, component } = await setUp(accept);
    component.close();
    const client = dial(port, "/livekit/sfu/rtc");
    await expect.poll(client.received).toMatch(/^HTTP\/1\.1 502 /);
  });

  it("[SK2] reaches another node of the SFU when one is gone", async () => {
    const gone = createServer();
    const goneUrl = `http://127.0.0.1:${await listenOnLoopback(gone)}`;
    await new Promise((resolve) => gone.close(resolve));
    const { port, requests } = await setUp(accept, [goneUrl]);
    for (const index of [0, 1]) {
      const client = dial(port, "/livekit/sfu/rtc?access_token=t");
      await expect.poll(client.received).toContain("hello");
      client.socket.write("abc");
      await expect.poll(client.received).toContain("echo:abc");
      expect(requests[index]?.url).toBe("/rtc?access_token=t");
    }
  });

  it("[SK2] does not ask another node what one has refused", async () => {
    const { port, requests } = await setUp(
      (_request, socket) => socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
      [],
      ["http://127.0.0.1:1"],
    );
    const client = dial(port, "/livekit/sfu/rtc?access_token=t");
    await expect.poll(client.ended).toBe(true);
    expect(client.received()).toMatch(/^HTTP\/1\.1 401 /);
    expect(requests).toHaveLength(1);
  });

  it("[SX2] is not waited for when the server closes", async () => {
    const { port, app } = await setUp(accept);
    const client = dial(port, "/livekit/sfu/rtc");
    await expect.poll(client.received).toContain("hello");
    await app.close();
    await expect.poll(client.ended).toBe(true);
  });
});
