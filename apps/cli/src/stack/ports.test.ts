import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { choosePorts, isPortFree } from "./ports.ts";

async function takeTcp(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  onTestFinished(() => {
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

async function takeUdp(host: string): Promise<number> {
  const socket = createSocket("udp4").bind(0, host);
  onTestFinished(() => {
    socket.close();
  });
  await once(socket, "listening");
  return socket.address().port;
}

describe("ports", () => {
  it.each(["127.0.0.1", "0.0.0.0"])("[PO1] a TCP port on %s is taken", async (host) => {
    expect(await isPortFree(await takeTcp(host), ["tcp"])).toBe(false);
  });

  it("[PO2] a UDP port is taken for UDP and free for TCP", async () => {
    const port = await takeUdp("127.0.0.1");
    expect(await isPortFree(port, ["udp"])).toBe(false);
    expect(await isPortFree(port, ["tcp"])).toBe(true);
    expect(await isPortFree(port, ["tcp", "udp"])).toBe(false);
  });

  it("[PO2] chooses different ones, which are free", async () => {
    // The public port lies where the homeserver's search begins.
    const ports = await choosePorts(8008);
    expect(new Set(Object.values(ports)).size).toBe(8);
    expect(ports.homeserver).toBeGreaterThan(8008);
    expect(await isPortFree(ports.turn, ["tcp", "udp"])).toBe(true);
  });
});
