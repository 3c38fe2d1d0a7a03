import { CallError, type Capture, type MediaSource } from "@confab/core";
import type { SentTrack } from "./sentTrack.ts";

/** Sends captures, one change per source at a time; a newer wish replaces the ones that still wait. */
export interface Publisher {
  /** See `SfuConnection.publish`. Settles when this wish, or the newer one that replaced it, is done. */
  publish(source: MediaSource, capture: Capture | undefined): Promise<void>;
  /** False for a source that is muted, or about to be, because we wanted it so. */
  sends(source: MediaSource): boolean;
  /** Stops sending at once. Later wishes are refused. */
  close(): void;
}

interface Lane {
  readonly sent: SentTrack;
  wish: Wish;
  running: Promise<void> | undefined;
}

interface Wish {
  readonly capture: Capture | undefined;
}

/** `ready` resolves when changes can be made: at once, or after a reconnection. */
export function createPublisher(
  createSent: (source: MediaSource) => SentTrack,
  ready: () => Promise<void>,
): Publisher {
  const lanes = new Map<MediaSource, Lane>();
  let closed = false;

  const run = async (lane: Lane) => {
    try {
      for (let done: Wish | undefined; done !== lane.wish;) done = await settle(lane);
    } finally {
      // In the same turn as the last look at the wish: one that comes after it starts a new run.
      lane.running = undefined;
    }
  };
  /** Brings one wish to its end, and returns it. */
  const settle = async (lane: Lane): Promise<Wish> => {
    const { wish } = lane;
    try {
      await ready();
      if (closed) throw new CallError("SFU_CLOSED");
      if (wish === lane.wish) await fulfil(lane.sent, wish);
    } catch (error) {
      // What went wrong for a wish nobody has any more is not worth telling.
      if (wish === lane.wish) throw error;
    }
    return wish;
  };

  return {
    async publish(source, capture) {
      let lane = lanes.get(source);
      if (lane === undefined) {
        lane = { sent: createSent(source), wish: { capture }, running: undefined };
        lanes.set(source, lane);
      }
      lane.wish = { capture };
      if (capture === undefined) lane.sent.silence();
      lane.running ??= run(lane);
      try {
        await lane.running;
      } catch (cause) {
        throw new CallError("PUBLISH_FAILED", { cause, data: { source } });
      }
    },
    sends: (source) => lanes.get(source)?.sent.sending ?? false,
    close() {
      closed = true;
      for (const lane of lanes.values()) lane.sent.silence();
    },
  };
}

async function fulfil(sent: SentTrack, wish: Wish): Promise<void> {
  if (wish.capture === undefined) await sent.withdraw();
  else await sent.send(wish.capture);
}
