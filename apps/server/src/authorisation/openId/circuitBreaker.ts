import type { Clock } from "../../time/clock.ts";
import { createExpiringCache } from "../serverName/expiringCache.ts";

/** How long a server is left alone after it did not answer: the first time, as it may be restarting, and from then on. */
const firstPauseMs = 5_000;
const pauseMs = 60_000;
/** After this time without a question it starts anew. */
const forgottenAfterMs = 600_000;
const mostServers = 5_000;

/** Remembers which servers did not answer, so that nobody waits for them again and again. */
export interface CircuitBreaker {
  /**
   * May the server be asked? False while it is left alone. When that is over, true for one caller, on whose result the
   * others wait.
   */
  mayAsk(server: string): boolean;
  answered(server: string): void;
  didNotAnswer(server: string): void;
}

export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  /** Until when each server is left alone. */
  const silent = createExpiringCache<number>(clock, mostServers);
  const pause = (server: string, ms: number) => {
    silent.set(server, clock.now() + ms, forgottenAfterMs);
  };
  return {
    mayAsk(server) {
      const until = silent.get(server);
      if (until === undefined) return true;
      if (until > clock.now()) return false;
      pause(server, pauseMs);
      return true;
    },
    answered(server) {
      silent.delete(server);
    },
    didNotAnswer(server) {
      // Questions that were under way together fail together: only the first one counts.
      if (silent.get(server) === undefined) pause(server, firstPauseMs);
    },
  };
}
