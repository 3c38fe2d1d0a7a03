import type { Backend } from "../backend.ts";
import { createDeliveries } from "../storage/deliveries.ts";
import type { DatabaseRestrictions } from "./databaseRestrictions.ts";

/** Longer than a delivery is repeated, or taken at all. Milliseconds. */
const rememberDeliveriesMs = 2 * 3_600_000;
/**
 * The SFU renews the tokens of those who are in: the newest one lets its owner in for ten minutes after they are out
 * (LiveKit 1.13), and a minute more because clocks differ. Milliseconds.
 */
const renewedTokenMs = 15 * 60_000;
/** The SFU may not have a call yet that was restricted just now. Milliseconds. */
const settledMs = 60_000;

/**
 * Forgets what has no meaning any more. Every replica may do it at any time. Rejects when the SFU or the database does
 * not answer.
 */
export function createHousekeeping(
  {
    config,
    clock,
    database,
    sfu,
    calls,
  }: Pick<Backend, "config" | "clock" | "database" | "sfu" | "calls">,
  restrictions: DatabaseRestrictions,
): () => Promise<void> {
  const deliveries = createDeliveries(database, clock);
  const tokenMs = config.tokens.lifetimeSeconds * 1000 + renewedTokenMs;
  const startedAt = clock.now();
  /** When each call was last seen live: the tokens of those who were in it are good for a while after its end. */
  const lastLive = new Map<string, number>();

  return async () => {
    const now = clock.now();
    const live = (await sfu.list()).map(({ name }) => name);
    for (const name of live) lastLive.set(name, now);
    for (const [name, seenAt] of lastLive) {
      if (seenAt < now - renewedTokenMs) lastLive.delete(name);
    }
    for (const name of await restrictions.restrictedCalls(now - settledMs)) {
      if (!live.includes(name)) await restrictions.callEnded(name, now - settledMs);
    }
    await deliveries.forgetBefore(now - rememberDeliveriesMs);
    await restrictions.forgetRevokedBefore(now - tokenMs);
    // Before that we do not know which calls ended just before we were started.
    if (now - startedAt >= renewedTokenMs) {
      await calls.forgetBefore(now - tokenMs, [...lastLive.keys()]);
    }
  };
}
