import type { Clock, DelayedEventAction } from "@confab/core";
import { matrixErrors } from "./matrixFaults.ts";

/** Events that the homeserver sends when nobody restarts them in time (MSC4140). */
export interface DelayedEvents {
  /** Runs `send` after `delayMs`. Returns the delay id. */
  schedule(delayMs: number, send: () => void): string;
  /** Throws 404 for an event that was sent or cancelled, or never was. */
  update(delayId: string, action: DelayedEventAction): void;
  /** How many wait. */
  readonly count: number;
  /** Forgets all of them, as a homeserver does that lost its memory. */
  clear(): void;
}

interface DelayedEvent {
  readonly delayMs: number;
  readonly send: () => void;
  cancelTimer: () => void;
}

export function createDelayedEvents(clock: Clock): DelayedEvents {
  const waiting = new Map<string, DelayedEvent>();
  let scheduled = 0;

  const finish = (delayId: string) => {
    const event = waiting.get(delayId);
    if (event === undefined) throw matrixErrors.notFound();
    event.cancelTimer();
    waiting.delete(delayId);
    return event;
  };
  const start = (delayId: string, event: DelayedEvent) => {
    waiting.set(delayId, event);
    event.cancelTimer = clock.after(event.delayMs, () => finish(delayId).send());
  };

  return {
    schedule(delayMs, send) {
      scheduled += 1;
      const delayId = `delay-${scheduled}`;
      start(delayId, { delayMs, send, cancelTimer: () => undefined });
      return delayId;
    },
    update(delayId, action) {
      const event = finish(delayId);
      if (action === "send") event.send();
      if (action === "restart") start(delayId, event);
    },
    get count() {
      return waiting.size;
    },
    clear() {
      for (const delayId of waiting.keys()) finish(delayId);
    },
  };
}
