import type { FastifyInstance } from "fastify";
import type { Clock } from "./time/clock.ts";

const patienceMs = 2_500;

/** Takes no more requests, lets the answers that are under way finish, and after 2.5 seconds cuts off the rest. */
export async function closeGracefully(app: FastifyInstance, clock: Clock): Promise<void> {
  const cancel = clock.after(patienceMs, () => {
    app.server.closeAllConnections();
  });
  try {
    await app.close();
  } finally {
    cancel();
  }
}
