import { load, percentile } from "./load.ts";
import { connect, gather, type Person } from "./people.ts";
import type { Peers } from "./peersProcess.ts";
import type { BenchedServer } from "./serverProcess.ts";

const warmUpMs = 2_000;

export interface TokenFigures {
  readonly perSecond: number;
  /** Tokens for each second of the server's processor time: the same whatever else the machine does. */
  readonly perCpuSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Tokens for these people all the time. `cached`: each shows the same proof every time, and else always another one. */
export async function measureTokens(
  server: BenchedServer,
  people: readonly Person[],
  options: { readonly cached: boolean; readonly ms: number },
): Promise<TokenFigures> {
  let serial = 0;
  const next = () => {
    serial += 1;
    return people[serial % people.length]?.tokenRequest(options.cached ? 0 : serial);
  };
  await load(server.url, warmUpMs, next);
  const cpuBefore = server.cpuSeconds();
  const { perSecond, latencies } = await load(server.url, options.ms, next);
  return {
    perSecond,
    perCpuSecond: latencies.length / (server.cpuSeconds() - cpuBefore),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

/** Calls of three people each, who all got their tokens from the server. */
export async function startCalls(
  server: BenchedServer,
  peers: Peers,
  count: number,
): Promise<void> {
  const people = await gather(peers, { from: 100_000, count: 3 * count, perRoom: 3 });
  const left = [...people];
  await load(server.url, Infinity, () => left.pop()?.tokenRequest(0));
  await connect(peers, people);
}
