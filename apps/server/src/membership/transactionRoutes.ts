import { createHash } from "node:crypto";
import { parseAppServiceTransaction, parseJson, type PushedEvent } from "@confab/protocol";
import type { FastifyInstance } from "fastify";
import { createHomeserverCheck } from "../authorisation/homeserverToken.ts";
import type { Backend } from "../backend.ts";
import { MatrixError } from "../http/matrixError.ts";
import { createDeliveries } from "../storage/deliveries.ts";
import type { MatrixEvents } from "./matrixEvents.ts";

/** Synapse sends a hundred events at once, each of up to 64 KiB, and what does not fit it would send for ever. */
const bodyLimit = 16 * 1024 * 1024;

interface TransactionRoute {
  readonly Params: { readonly transactionId: string };
}

/**
 * `PUT /_matrix/app/v1/transactions/{txnId}` (application service API): the events that our homeserver pushes. It
 * repeats a transaction until it is answered with 200, and sends nothing else meanwhile.
 */
export function transactionRoutes(
  app: FastifyInstance,
  { config, clock, database, log }: Pick<Backend, "config" | "clock" | "database" | "log">,
  events: MatrixEvents,
): void {
  const { homeserver } = config;
  if (homeserver === undefined) return;
  const deliveries = createDeliveries(database, clock);
  const checkHomeserver = createHomeserverCheck(homeserver.hsToken);

  void app.register(async (scope) => {
    // Not Fastify's own parser: it refuses JSON with `__proto__` in it, which anybody can put into an event, and then
    // nothing would be pushed to us any more.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => {
      done(null, typeof body === "string" ? parseJson(body) : undefined);
    });
    scope.addHook("onRequest", async (request) => {
      checkHomeserver(request);
    });
    scope.put<TransactionRoute>(
      "/_matrix/app/v1/transactions/:transactionId",
      { bodyLimit },
      async ({ params, body }) => {
        const pushed = parseAppServiceTransaction(body);
        if (pushed === undefined) throw new MatrixError(400, "M_NOT_JSON", "Error reading request");
        const delivery = deliveryId(params.transactionId, pushed);
        if (await deliveries.isTaken("homeserver", delivery)) return {};
        await events.publish(pushed, (error) => {
          // It is answered all the same: one event that we cannot bear would hold up all that follow.
          log.error({ err: error }, "a pushed event was not taken in");
        });
        await deliveries.markTaken("homeserver", delivery);
        return {};
      },
    );
  });
}

/**
 * Synapse numbers its transactions from 1 again when it is started again (seen in 1.163), so that the number alone would
 * take the next ones for repetitions. A repetition has the same events too.
 */
function deliveryId(transactionId: string, pushed: readonly PushedEvent[]): string {
  const eventIds = pushed.map(({ eventId }) => eventId);
  return createHash("sha256")
    .update(JSON.stringify([transactionId, ...eventIds]))
    .digest("base64url");
}
