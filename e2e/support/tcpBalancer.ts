import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Stands in front of several servers and hands each new connection to the first one that lives. */
export interface TcpBalancer {
  readonly port: number;
  stop(): Promise<void>;
}

/** `backends`: ports on loopback, the preferred one first. */
export async function startTcpBalancer(
  backends: readonly number[],
  port = 0,
): Promise<TcpBalancer> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const hand = (client: Socket, [first, ...others]: readonly number[]) => {
    if (first === undefined) {
      client.destroy();
      return;
    }
    const backend = connect(first, "127.0.0.1");
    const refused = () => hand(client, others);
    backend.once("error", refused);
    backend.once("connect", () => {
      backend.off("error", refused);
      keep(backend);
      client.once("close", () => backend.destroy());
      backend.once("close", () => client.destroy());
      client.pipe(backend);
      backend.pipe(client);
    });
  };
  const server = createServer((client) => {
    keep(client);
    client.setNoDelay(true);
    hand(client, backends);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
