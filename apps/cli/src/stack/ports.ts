import { createSocket } from "node:dgram";
import { createServer } from "node:net";

export interface Ports {
  /** What browsers use. */
  readonly server: number;
  readonly homeserver: number;
  readonly sfu: number;
  readonly sfuTcp: number;
  readonly sfuUdp: number;
  /** UDP and TCP. */
  readonly turn: number;
  /** The Confab server, for the homeserver and the SFU alone. */
  readonly internal: number;
  /** The Confab server's figures for Prometheus. */
  readonly metrics: number;
}

type Protocol = "tcp" | "udp";

/** Where we look from; a taken one moves on to the next free one. */
const preferred = {
  homeserver: [8008, ["tcp"]],
  sfu: [7880, ["tcp"]],
  sfuTcp: [7881, ["tcp"]],
  sfuUdp: [7882, ["udp"]],
  turn: [3478, ["tcp", "udp"]],
  internal: [8090, ["tcp"]],
  metrics: [9464, ["tcp"]],
} as const satisfies Record<string, readonly [number, readonly Protocol[]]>;

const tries = 200;

/**
 * Picks the ports behind `server`, which the caller has checked. No two are the same, and none is one of `taken`, to which
 * they are added.
 */
export async function choosePorts(server: number, taken = new Set<number>()): Promise<Ports> {
  taken.add(server);
  const next = async ([from, protocols]: readonly [number, readonly Protocol[]]) => {
    for (let port = from; port < from + tries; port += 1) {
      if (!taken.has(port) && (await isPortFree(port, protocols))) {
        taken.add(port);
        return port;
      }
    }
    throw new Error(`No free port from ${from} to ${from + tries - 1}`);
  };
  return {
    server,
    homeserver: await next(preferred.homeserver),
    sfu: await next(preferred.sfu),
    sfuTcp: await next(preferred.sfuTcp),
    sfuUdp: await next(preferred.sfuUdp),
    turn: await next(preferred.turn),
    internal: await next(preferred.internal),
    metrics: await next(preferred.metrics),
  };
}

/**
 * Every address that a component binds or that `localhost` means: on Linux the one for all addresses would do, but
 * macOS lets a wildcard bind beside a specific one.
 */
const addresses = ["0.0.0.0", "127.0.0.1", "::1"] as const;

export async function isPortFree(port: number, protocols: readonly Protocol[]): Promise<boolean> {
  for (const protocol of protocols) {
    for (const address of addresses) {
      const failure = await (protocol === "tcp" ? bindTcp : bindUdp)(port, address);
      if (failure !== undefined && failure !== "EADDRNOTAVAIL" && failure !== "EAFNOSUPPORT") {
        return false;
      }
    }
  }
  return true;
}

/** Resolves with the error code, undefined when the port could be had. */
async function bindTcp(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (failure: NodeJS.ErrnoException) => resolve(failure.code ?? "unknown"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function bindUdp(port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    socket.once("error", (failure: NodeJS.ErrnoException) => {
      socket.close();
      resolve(failure.code ?? "unknown");
    });
    socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(undefined)));
  });
}
