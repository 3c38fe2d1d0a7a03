import type { FastifyInstance } from "fastify";
import type { WebhookReceiver } from "./webhookReceiver.ts";

/** LiveKit's own limit is the size of a room with all its metadata. */
const bodyLimit = 8 * 1024 * 1024;

/**
 * `POST /sfu_webhook`: what the SFU tells. The answer is 200 whatever is sent, and says in `accepted` whether it was
 * signed with our key; 500 asks the SFU to repeat it.
 */
export function webhookRoutes(app: FastifyInstance, receive: WebhookReceiver): void {
  void app.register(async (scope) => {
    // The signature is over the bytes, whatever type a proxy made of them.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
      done(null, body);
    });
    scope.post("/sfu_webhook", { bodyLimit }, async ({ headers, body }) => ({
      accepted: await receive({
        authorization: headers.authorization,
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      }),
    }));
  });
}
