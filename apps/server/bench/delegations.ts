import { setTimeout as sleep } from "node:timers/promises";
import { load } from "./load.ts";
import { connect, gather } from "./people.ts";
import type { Peers } from "./peersProcess.ts";
import type { BenchedServer } from "./serverProcess.ts";

/** What clients ask for that delegate: an hour, so that each leave is restarted every 48 minutes. */
const delayTimeoutMs = 3_600_000;
const peoplePerRoom = 100;

type Memory = ReturnType<BenchedServer["memory"]>;

export interface DelegationFigures {
  /** Leaves handed over per second. */
  readonly perSecond: number;
  /** Before the first one and when all of them have been restarted once. */
  readonly memoryBefore: Memory;
  readonly memoryAfter: Memory;
}

/** Leaves of so many devices that are connected, handed over through the API. */
export async function measureDelegations(
  server: BenchedServer,
  peers: Peers,
  count: number,
): Promise<DelegationFigures> {
  const people = await gather(peers, { from: 200_000, count, perRoom: peoplePerRoom });
  await connect(peers, people);
  const memoryBefore = server.memory();
  const left = [...people];
  const next = () => left.pop()?.delegationRequest(delayTimeoutMs);
  const { perSecond } = await load(server.url, Infinity, next);
  for (let seconds = 0; seconds < 120; seconds += 1) {
    const { delayedEvents } = await peers.tell({ kind: "connect", participants: [] });
    if (delayedEvents >= count) break;
    await sleep(1_000);
  }
  return { perSecond, memoryBefore, memoryAfter: server.memory() };
}
