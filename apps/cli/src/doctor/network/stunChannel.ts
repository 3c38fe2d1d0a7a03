import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/**
 * How STUN messages are carried: `udp`; `tcp` and `tls` one after the other (RFC 8489 §6.2.2); `ice-tcp` with their
 * length in front (RFC 4571).
 */
type StunTransport = "udp" | "tcp" | "tls" | "ice-tcp";

export interface StunChannel {
  /** Resolves with the first packet that `accept` understands; with undefined when none came in time. */
  ask<T>(
    request: Uint8Array,
    accept: (packet: Uint8Array) => T | undefined,
  ): Promise<T | undefined>;
  close(): void;
}

export interface StunServer {
  readonly host: string;
  readonly port: number;
  readonly transport: StunTransport;
}

/** Rejects when there is no connection (not over UDP, which has none). */
export type OpenStunChannel = (server: StunServer) => Promise<StunChannel>;

const timeoutMs = 3_000;
/** UDP may lose a packet, and a server answers the same again. */
const repeatMs = 500;
const headerLength = 20;

export const openStunChannel: OpenStunChannel = async (server) =>
  server.transport === "udp" ? openUdp(server) : openStream(server);

function openUdp({ host, port }: StunServer): StunChannel {
  const socket = createSocket(isIP(host) === 6 ? "udp6" : "udp4");
  const listeners = new Set<(packet: Uint8Array) => void>();
  socket.on("message", (packet) => {
    for (const listener of listeners) listener(packet);
  });
  // Nobody there, or no such name: the same as no answer.
  socket.on("error", () => undefined);
  return {
    ask: (request, accept) => {
      const send = () => socket.send(request, port, host, () => undefined);
      const repeat = setInterval(send, repeatMs);
      send();
      return firstAccepted(listeners, accept).finally(() => clearInterval(repeat));
    },
    close: () => socket.close(),
  };
}

async function openStream({ host, port, transport }: StunServer): Promise<StunChannel> {
  const isTls = transport === "tls";
  const socket: Socket = isTls
    ? connectTls({ host, port, servername: isIP(host) === 0 ? host : "" })
    : connectTcp({ host, port });
  socket.on("error", () => undefined);
  const listeners = new Set<(packet: Uint8Array) => void>();
  try {
    await once(socket, isTls ? "secureConnect" : "connect", {
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  const prefixLength = transport === "ice-tcp" ? 2 : 0;
  let rest = Buffer.alloc(0);
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const length = packetLength(rest, prefixLength);
      if (length === undefined || rest.length < prefixLength + length) return;
      const packet = rest.subarray(prefixLength, prefixLength + length);
      rest = rest.subarray(prefixLength + length);
      for (const listener of listeners) listener(packet);
    }
  });
  return {
    ask: (request, accept) => {
      const prefix = Buffer.alloc(prefixLength);
      if (prefixLength > 0) prefix.writeUInt16BE(request.length);
      socket.write(Buffer.concat([prefix, request]));
      return firstAccepted(listeners, accept);
    },
    close: () => socket.destroy(),
  };
}

/** Undefined while too little has come to tell. */
function packetLength(bytes: Buffer, prefixLength: number): number | undefined {
  if (prefixLength > 0) return bytes.length < prefixLength ? undefined : bytes.readUInt16BE(0);
  return bytes.length < 4 ? undefined : headerLength + bytes.readUInt16BE(2);
}

async function firstAccepted<T>(
  listeners: Set<(packet: Uint8Array) => void>,
  accept: (packet: Uint8Array) => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const finish = (value: T | undefined) => {
      clearTimeout(deadline);
      listeners.delete(listener);
      resolve(value);
    };
    const listener = (packet: Uint8Array) => {
      const value = accept(packet);
      if (value !== undefined) finish(value);
    };
    const deadline = setTimeout(() => finish(undefined), timeoutMs);
    listeners.add(listener);
  });
}
