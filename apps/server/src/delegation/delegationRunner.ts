import type { FastifyBaseLogger } from "fastify";
import type { BackgroundWork } from "../backend.ts";
import type { Clock } from "../time/clock.ts";
import type { DelegationStore } from "./delegationStore.ts";
import type { WorkOnLeaves } from "./leaveWork.ts";

/** Sees to it that what is due for delegated leaves is done: at start, when something becomes due, and when woken. */
export interface DelegationRunner extends BackgroundWork {
  /** Something may be due at this time. */
  wakeAt(time: number): void;
}

export interface DelegationRunnerDeps {
  readonly store: Pick<DelegationStore, "claim" | "nextAt" | "removeExpired" | "freeAll">;
  readonly work: WorkOnLeaves;
  readonly clock: Clock;
  /** No other server uses the database. */
  readonly isAlone: boolean;
  /** Another text each time. */
  readonly newId: () => string;
  readonly log: Pick<FastifyBaseLogger, "info" | "warn">;
}

/** Leaves that this replica has at hand. The others are in the database alone: there is no timer and no object for them. */
const mostAtOnce = 200;
/** When this replica dies, another takes over after it. */
const leaseMs = 30_000;
/** The longest that anything takes which we do for a leave. */
const longestActionMs = 10_000;
/** What other replicas left behind is found without being woken. */
const longestRestMs = 5_000;

export function createDelegationRunner(deps: DelegationRunnerDeps): DelegationRunner {
  const { store, work, clock, isAlone, newId, log } = deps;
  const busy = new Set<Promise<void>>();
  let stopped = true;
  let claiming: Promise<void> | undefined;
  let isWoken = false;
  /** There may be more that is due than we could take on. */
  let isFull = false;
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  function wakeAt(time: number): void {
    if (stopped || (timer !== undefined && timer.at <= time)) return;
    timer?.cancel();
    const cancel = clock.after(Math.max(time - clock.now(), 0), () => {
      timer = undefined;
      isWoken = true;
      claiming ??= claimAll().finally(() => {
        claiming = undefined;
      });
    });
    timer = { at: time, cancel };
  }

  async function claimAll(): Promise<void> {
    do {
      isWoken = false;
      try {
        await claim();
      } catch (error) {
        log.warn({ err: error }, "the delegated leaves could not be read");
        wakeAt(clock.now() + longestRestMs);
      }
    } while (isWoken);
  }

  async function claim(): Promise<void> {
    const free = mostAtOnce - busy.size;
    if (free > 0) {
      const until = clock.now() + leaseMs;
      const leaves = await store.claim(clock.now(), until, newId(), free);
      const mayStill = () => !stopped && clock.now() < until - longestActionMs;
      for (const done of work(leaves, mayStill)) takeOn(done);
      isFull = leaves.length === free;
    }
    // Otherwise those at hand wake us when they are done.
    if (!isFull) wakeAt(Math.min((await store.nextAt()) ?? Infinity, clock.now() + longestRestMs));
  }

  async function follow(done: Promise<number | undefined>): Promise<void> {
    try {
      const due = await done;
      if (due !== undefined) wakeAt(due);
    } catch (error) {
      // Whoever claims it after our lease does it again.
      log.warn({ err: error }, "a delegated leave could not be changed");
    }
  }

  function takeOn(done: Promise<number | undefined>): void {
    const followed = follow(done).finally(() => {
      busy.delete(followed);
      if (isFull && busy.size <= mostAtOnce / 2) wakeAt(clock.now());
    });
    busy.add(followed);
  }

  async function begin(): Promise<void> {
    try {
      const count = await store.removeExpired(clock.now());
      if (count > 0) log.info({ count }, "delegated leaves whose time is over are forgotten");
      if (isAlone) await store.freeAll(clock.now());
    } catch (error) {
      log.warn({ err: error }, "the delegated leaves could not be read");
    }
    wakeAt(clock.now());
  }

  return {
    wakeAt,
    start() {
      stopped = false;
      claiming = begin().finally(() => {
        claiming = undefined;
      });
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await claiming;
      await Promise.all(busy);
    },
  };
}
