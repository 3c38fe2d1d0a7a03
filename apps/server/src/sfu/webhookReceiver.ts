import { Counter } from "prom-client";
import type { Backend } from "../backend.ts";
import { createDeliveries } from "../storage/deliveries.ts";
import { type ReadWebhook, readWebhook, type WebhookDelivery } from "./readWebhook.ts";

/**
 * Takes what the SFU tells. True when it was really the SFU who said it, false when it is dropped. Rejects when a part
 * of this server could not take it in: then the SFU has to say it again.
 */
export type WebhookReceiver = (delivery: WebhookDelivery) => Promise<boolean>;

type Outcome =
  | Exclude<ReadWebhook["outcome"], "read">
  | "taken"
  | "repeated"
  | "ignored"
  | "failed";

export function createWebhookReceiver(
  backend: Pick<Backend, "config" | "clock" | "database" | "sfuEvents" | "metrics" | "log">,
): WebhookReceiver {
  const { config, clock, sfuEvents, log } = backend;
  const deliveries = createDeliveries(backend.database, clock);
  const counter = new Counter({
    name: "confab_sfu_webhooks_total",
    help: "Webhooks of the SFU by what became of them.",
    labelNames: ["outcome"],
    registers: [backend.metrics],
  });

  async function receive(delivery: WebhookDelivery): Promise<Outcome> {
    const read = await readWebhook(delivery, config.sfu, clock.now());
    if (read.outcome !== "read") return read.outcome;
    if (read.event === undefined) return "ignored";
    if (await deliveries.isTaken("sfu", read.id)) return "repeated";
    await sfuEvents.publish(read.event);
    await deliveries.markTaken("sfu", read.id);
    return "taken";
  }

  return async (delivery) => {
    try {
      const outcome = await receive(delivery);
      counter.inc({ outcome });
      log.debug({ outcome }, "webhook of the SFU");
      return outcome === "taken" || outcome === "repeated" || outcome === "ignored";
    } catch (error) {
      counter.inc({ outcome: "failed" satisfies Outcome });
      throw error;
    }
  };
}
