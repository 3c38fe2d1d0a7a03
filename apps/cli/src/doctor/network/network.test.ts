import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createTcp, type Server } from "node:net";
import { createServer as createTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadOrCreateCertificates } from "../../sites/certificates.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { createAsk, isReadable } from "./ask.ts";
import { isPrivateAddress, isPrivateHost, isThisMachine } from "./localHost.ts";
import { readCertificate } from "./readCertificate.ts";
import { openStunChannel } from "./stunChannel.ts";

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createTcp();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

describe("ask", () => {
  const ask = createAsk(() => 1_000);

  it("[DO8] asks as a page of another origin, with a token and JSON", async () => {
    const server = createHttp((request, response) => {
      const { headers, method, url } = request;
      response.writeHead(418, { "access-control-allow-origin": "*" });
      response.end(JSON.stringify({ method, url, headers }));
    });
    const port = await listen(server);
    const answer = await ask({
      method: "POST",
      url: `http://127.0.0.1:${port}/path`,
      token: "t",
      body: {},
    });
    expect(answer).toMatchObject({
      status: 418,
      failure: "",
      at: 1_000,
      body: {
        method: "POST",
        url: "/path",
        headers: { authorization: "Bearer t", origin: expect.stringContaining("https://") },
      },
    });
    expect(isReadable(answer)).toBe(true);
    expect(isReadable({ ...answer, headers: new Headers() })).toBe(false);
  });

  it("[DO8] says in words why nobody answers", async () => {
    const server = createTcp((socket) => socket.destroy());
    const port = await listen(server);
    expect(await ask({ url: `http://127.0.0.1:${port}/` })).toMatchObject({
      status: 0,
      failure: "it ends the connection",
    });
    expect(await ask({ url: `http://127.0.0.1:${await closedPort()}/` })).toMatchObject({
      failure: "nobody listens there",
    });
    expect(await ask({ url: "http://confab.invalid/" })).toMatchObject({
      failure: expect.stringContaining("its name"),
    });
  });
});

describe("readCertificate", () => {
  it("[DO6] tells what no known authority has signed, and who does not speak TLS", async () => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const files = await loadOrCreateCertificates(folder.path, Date.now());
    const options = { cert: readFileSync(files.certificate), key: readFileSync(files.key) };
    const port = await listen(createTls(options));
    expect(await readCertificate("localhost", port)).toEqual({
      kind: "refused",
      reason: expect.stringContaining("its certificate"),
    });
    expect(await readCertificate("127.0.0.1", await closedPort())).toEqual({
      kind: "unreachable",
      reason: "nobody listens there",
    });
    const plain = await listen(createHttp());
    expect(await readCertificate("127.0.0.1", plain)).toEqual({
      kind: "refused",
      reason: "it does not speak TLS there",
    });
  });
});

describe("hosts", () => {
  it.each([
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "127.0.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
  ])("[DO9] %s is private", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["1.1.1.1", "172.32.0.1", "192.0.2.1", "2001:db8::1", "name.local", ""])(
    "[DO9] %j is not",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it("[DO9] a host is private when all its addresses are", async () => {
    expect(await isPrivateHost("localhost")).toBe(true);
    expect(await isPrivateHost("1.1.1.1")).toBe(false);
    expect(await isPrivateHost("confab.invalid")).toBe(false);
  });

  it("[DO6] this machine is known by its names", () => {
    expect(["localhost", "a.localhost", "127.0.0.1", "[::1]"].every(isThisMachine)).toBe(true);
    expect(["example.org", "localhost.example.org", "1270.0.0.1"].some(isThisMachine)).toBe(false);
  });
});

describe("openStunChannel", () => {
  const request = Uint8Array.of(
    0,
    1,
    0,
    0,
    0x21,
    0x12,
    0xa4,
    0x42,
    ...Array.from({ length: 12 }, () => 7),
  );
  const echo = (packet: Uint8Array) => (packet.length === request.length ? [...packet] : undefined);

  it("[DO10] asks over UDP until there is an answer", async () => {
    const socket = createSocket("udp4");
    onTestFinished(() => {
      socket.close();
    });
    let heard = 0;
    socket.on("message", (packet, from) => {
      heard += 1;
      if (heard > 1) socket.send(packet, from.port, from.address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    const channel = await openStunChannel({ host: "127.0.0.1", port, transport: "udp" });
    expect(await channel.ask(request, echo)).toEqual([...request]);
    expect(heard).toBe(2);
    channel.close();
  });

  it.each(["tcp", "ice-tcp"] as const)(
    "[DO10] asks over %s, in pieces if need be",
    async (transport) => {
      const server = createTcp((socket) => {
        socket.on("data", (data) => {
          socket.write(data.subarray(0, 5));
          setTimeout(() => socket.write(data.subarray(5)), 20);
        });
      });
      const port = await listen(server);
      const channel = await openStunChannel({ host: "127.0.0.1", port, transport });
      expect(await channel.ask(request, echo)).toEqual([...request]);
      channel.close();
    },
  );

  it("[DO10] rejects when nobody listens", async () => {
    const gone = openStunChannel({
      host: "127.0.0.1",
      port: await closedPort(),
      transport: "tcp",
    });
    await expect(gone).rejects.toThrow("ECONNREFUSED");
  });
});
