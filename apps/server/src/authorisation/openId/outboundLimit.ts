import { MatrixError } from "../../http/matrixError.ts";

/** Bounds how many other homeservers are being asked at the same time, so that slow strangers cannot fill this process. */
export interface OutboundLimit {
  /** Rejects with `MatrixError` 429 instead of starting the task when there are too many. */
  run<T>(destination: string, task: () => Promise<T>): Promise<T>;
}

export function createOutboundLimit(options: {
  readonly total: number;
  readonly perDestination: number;
}): OutboundLimit {
  const running = new Map<string, number>();
  let total = 0;
  return {
    async run(destination, task) {
      const here = running.get(destination) ?? 0;
      if (total >= options.total || here >= options.perDestination) {
        throw new MatrixError(429, "M_LIMIT_EXCEEDED", "Too many requests; try again soon", {
          retryAfterMs: 2_000,
        });
      }
      total += 1;
      running.set(destination, here + 1);
      try {
        return await task();
      } finally {
        total -= 1;
        const left = (running.get(destination) ?? 1) - 1;
        if (left === 0) running.delete(destination);
        else running.set(destination, left);
      }
    },
  };
}
