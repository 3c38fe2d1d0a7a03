// Figures of the server between a homeserver and an SFU that cost next to nothing (`npm run bench:server`, about two
// minutes). On a machine that does something else too, the ones per second of processor time are those to compare.
import { measureDelegations } from "./delegations.ts";
import { measureKicks } from "./kicks.ts";
import { percentile } from "./load.ts";
import { gather } from "./people.ts";
import { type Peers, startPeers } from "./peersProcess.ts";
import { type BenchedServer, type ServerOptions, startServer } from "./serverProcess.ts";
import { measureTokens, startCalls, type TokenFigures } from "./tokens.ts";

const ms = 8_000;
/** Long enough for everything that is done in the background for live calls. */
const longMs = 32_000;
const liveCalls = 1_000;
const leaves = 10_000;

await measure("Tokens", {}, async (server, peers) => {
  const people = await gather(peers, { from: 0, count: 64, perRoom: 8 });
  print("  proof known", await measureTokens(server, people, { cached: true, ms }));
  print("  proof new", await measureTokens(server, people, { cached: false, ms }));
});

await measure(`Tokens with ${liveCalls} live calls`, {}, async (server, peers) => {
  const people = await gather(peers, { from: 0, count: 64, perRoom: 8 });
  const without = await measureTokens(server, people, { cached: true, ms });
  await startCalls(server, peers, liveCalls);
  const along = await measureTokens(server, people, { cached: true, ms: longMs });
  print("  none", without);
  print(`  ${liveCalls}`, along);
  console.log(
    `  a token costs ${(without.perCpuSecond / along.perCpuSecond).toFixed(2)} times as much`,
  );
});

await measure(`${leaves} delegated leaves`, {}, async (server, peers) => {
  const figures = await measureDelegations(server, peers, leaves);
  console.log(`  handed over at ${Math.round(figures.perSecond)}/s`);
  printMemory("  before", figures.memoryBefore);
  printMemory("  with all of them", figures.memoryAfter);
});

await measure("From a kick in Matrix to the end of the connection", {}, async (server, peers) => {
  printKicks(
    "  pushed",
    await measureKicks(server, peers, { from: 300_000, pushed: true, withinMs: 2_000 }),
  );
  const found = await measureKicks(server, peers, {
    from: 400_000,
    pushed: false,
    withinMs: 15_000,
  });
  printKicks("  found by comparing every 15 s", found);
});

/** Each measurement has a new server, a new database, and new peers. */
async function measure(
  title: string,
  options: ServerOptions,
  run: (server: BenchedServer, peers: Peers) => Promise<void>,
): Promise<void> {
  console.log(title);
  const peers = await startPeers();
  try {
    const server = await startServer(peers.url, options);
    try {
      await run(server, peers);
    } finally {
      await server.stop();
    }
  } finally {
    await peers.stop();
  }
}

function print(title: string, figures: TokenFigures): void {
  const { perSecond, perCpuSecond, p50, p99 } = figures;
  console.log(
    `${title}: ${Math.round(perSecond)}/s (${Math.round(perCpuSecond)} per second of processor time), ` +
      `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );
}

function printMemory(title: string, { all, own }: ReturnType<BenchedServer["memory"]>): void {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    `${title}: ${megabytes(all)} of memory, ${megabytes(own)} of it without Node's own text`,
  );
}

function printKicks(title: string, sorted: readonly number[]): void {
  const seconds = (share: number) => `${(percentile(sorted, share) / 1000).toFixed(2)} s`;
  console.log(`${title}: median ${seconds(0.5)}, longest ${seconds(1)}, of ${sorted.length}`);
}
