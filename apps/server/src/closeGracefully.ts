import type { ConfabServer } from "./createServer.ts";
import type { Clock } from "./time/clock.ts";

const patienceMs = 2_500;

/** Takes no more requests, lets the answers that are under way finish, and after 2.5 seconds cuts off the rest. */
export async function closeGracefully(server: ConfabServer, clock: Clock): Promise<void> {
  const cancel = clock.after(patienceMs, () => {
    server.closeAllConnections();
  });
  try {
    await server.close();
  } finally {
    cancel();
  }
}
