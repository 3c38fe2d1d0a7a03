import type { Server } from "node:net";

/** Starts a server on a free port of this machine, or on the one given. Returns the port. */
export async function listenOnLoopback(
  server: Server,
  address = "127.0.0.1",
  port = 0,
): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(port, address, resolve);
  });
  return portOf(server);
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen");
  return address.port;
}
