import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";

export interface TunnelOptions {
  /** Taken off the path. */
  readonly prefix: string;
  /** What may be reached, without the prefix. */
  readonly path: RegExp;
  /** Where the component is: base URLs, to be tried one after the other until one can be reached. */
  readonly upstreams: () => readonly string[];
  /** Told of each that could not be reached. */
  readonly onUnreachable?: (upstream: string) => void;
  /** Whether the component is to be asked at all; 401 when not. Must not reject. `path`: without the prefix. */
  readonly mayConnect?: (path: string, headers: IncomingHttpHeaders) => Promise<boolean>;
}

/**
 * Hands WebSockets through byte by byte. The component itself accepts or refuses the handshake, so that the client gets
 * its status; frames are neither parsed nor delayed; a close or a ping means what it meant.
 */
export function tunnelWebSockets(app: FastifyInstance, options: TunnelOptions): void {
  const clients = new Set<Duplex>();
  const { mayConnect = async () => true } = options;

  async function open(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const path = innerPath(request, options);
    if (path === undefined) {
      refuse(client, "404 Not Found");
      return;
    }
    const allowed = await mayConnect(path, request.headers);
    if (client.destroyed) return;
    if (!allowed) {
      refuse(client, "401 Unauthorized");
      return;
    }
    tunnel(app, request, client, head, { ...options, path, upstreams: options.upstreams() });
  }

  app.server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    client.on("error", () => client.destroy());
    void open(request, client, head);
  });

  // The HTTP server does not count upgraded connections, but waits for them.
  app.addHook("preClose", (done) => {
    for (const client of clients) client.destroy();
    done();
  });
}

function innerPath(request: IncomingMessage, options: TunnelOptions): string | undefined {
  const url = request.url ?? "";
  if (request.headers.upgrade?.toLowerCase() !== "websocket") return undefined;
  if (!url.startsWith(`${options.prefix}/`)) return undefined;
  const path = url.slice(options.prefix.length);
  return options.path.test(path) ? path : undefined;
}

function tunnel(
  app: FastifyInstance,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  target: Pick<TunnelOptions, "onUnreachable"> & {
    readonly path: string;
    readonly upstreams: readonly string[];
  },
): void {
  const { path, onUnreachable } = target;
  const [first = "", ...others] = target.upstreams;
  const upstream = new URL(first);
  const startedAt = performance.now();
  const log = (status: number) => {
    const ms = Math.round(performance.now() - startedAt);
    app.log.info({ method: "GET", route: "(websocket)", status, ms }, "answered");
  };
  const outgoing = (upstream.protocol === "https:" ? httpsRequest : httpRequest)({
    host: upstream.hostname,
    port: upstream.port,
    path,
    headers: { ...ownHeaders(request), host: upstream.host },
    agent: false,
  });
  client.once("close", () => outgoing.destroy());
  outgoing.on("upgrade", (answer: IncomingMessage, component: Socket, componentHead: Buffer) => {
    log(101);
    client.write(formatHead(answer, answer.rawHeaders));
    client.write(componentHead);
    component.write(head);
    join(client, component);
  });
  outgoing.on("response", (answer) => {
    log(answer.statusCode ?? 0);
    const type = answer.headers["content-type"] ?? "text/plain";
    client.write(formatHead(answer, ["Content-Type", type, "Connection", "close"]));
    answer.pipe(client);
  });
  outgoing.on("error", (error) => {
    if (client.destroyed) return;
    onUnreachable?.(first);
    if (others.length > 0) {
      tunnel(app, request, client, head, { ...target, upstreams: others });
      return;
    }
    app.log.warn({ err: error }, "no answer to a WebSocket handshake");
    refuse(client, "502 Bad Gateway");
  });
  outgoing.end();
}

/** Without what the client claims about its address: nobody has checked it here, and the SFU needs none. */
function ownHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.filter(([name]) => !/^(?:x-)?(?:forwarded|real-ip)/.test(name)),
  );
}

/** Signalling messages are small and urgent: nothing waits for more to send, and silence ends nothing. */
function join(client: Duplex, component: Socket): void {
  component.setTimeout(0);
  component.setNoDelay(true);
  component.on("error", () => component.destroy());
  client.once("close", () => component.destroy());
  component.once("close", () => client.destroy());
  client.pipe(component);
  component.pipe(client);
}

/** `headers`: names and values in turn, as Node gives raw headers. */
function formatHead(answer: IncomingMessage, headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ""}`];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function refuse(client: Duplex, status: string): void {
  client.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
