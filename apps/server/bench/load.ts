import { Client } from "undici";

export interface LoadRequest {
  readonly path: string;
  readonly body: unknown;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from sending a request to having its answer, sorted. */
  readonly latencies: readonly number[];
}

const connections = 64;

/**
 * Sends requests over 64 connections, on each the next one when the last is answered, for `ms` milliseconds or until
 * `next` has no more. Rejects for an answer that is not 200.
 */
export async function load(
  url: string,
  ms: number,
  next: () => LoadRequest | undefined,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  async function connection(): Promise<void> {
    const client = new Client(url);
    try {
      while (performance.now() - startedAt < ms) {
        const request = next();
        if (request === undefined) break;
        const sentAt = performance.now();
        const answer = await client.request({
          method: "POST",
          path: request.path,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(request.body),
        });
        const text = await answer.body.text();
        if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
        latencies.push(performance.now() - sentAt);
      }
    } finally {
      await client.close();
    }
  }
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: latencies.length / seconds,
    latencies: latencies.toSorted((a, b) => a - b),
  };
}

/** `share` of 0.99: the latency that 99 of 100 requests stay below. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? NaN;
}
