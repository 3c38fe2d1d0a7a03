import { MatrixError } from "../../http/matrixError.ts";

/**
 * How well a homeserver is known: `stranger` to everybody whom anybody can name, `acquainted` to those that have vouched
 * for a user lately, `trusted` to those of the configuration.
 */
export type Standing = "stranger" | "acquainted" | "trusted";

/**
 * Bounds how many other homeservers are being asked at the same time. Those who are known better have room of their own,
 * so that thousands of made-up or slow strangers fill only the strangers'.
 */
export interface OutboundLimit {
  /** Rejects with `MatrixError` 429 instead of starting the task when there are too many. */
  run<T>(destination: string, standing: Standing, task: () => Promise<T>): Promise<T>;
}

interface Bounds {
  readonly perDestination: number;
  /** Of all destinations of this standing together. */
  readonly total: number;
}

const bounds: Readonly<Record<Standing, Bounds>> = {
  stranger: { perDestination: 10, total: 50 },
  acquainted: { perDestination: 50, total: 100 },
  // As many as the configuration names.
  trusted: { perDestination: 50, total: Infinity },
};

export function createOutboundLimit(): OutboundLimit {
  const here = createCounter();
  const together = createCounter();
  return {
    async run(destination, standing, task) {
      const { perDestination, total } = bounds[standing];
      if (here.of(destination) >= perDestination || together.of(standing) >= total) {
        throw new MatrixError(429, "M_LIMIT_EXCEEDED", "Too many requests; try again soon", {
          retryAfterMs: 2_000,
        });
      }
      here.add(destination, 1);
      together.add(standing, 1);
      try {
        return await task();
      } finally {
        here.add(destination, -1);
        together.add(standing, -1);
      }
    },
  };
}

function createCounter() {
  const counts = new Map<string, number>();
  return {
    of: (key: string) => counts.get(key) ?? 0,
    add(key: string, change: 1 | -1) {
      const count = (counts.get(key) ?? 0) + change;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    },
  };
}
