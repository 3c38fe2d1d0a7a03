import type { GuestAccounts } from "../homeserver/guestAccounts.ts";
import type { Clock } from "../time/clock.ts";
import type { DueGuest, GuestStore } from "./guestStore.ts";

export interface GuestSweeperDeps {
  readonly accounts: GuestAccounts;
  readonly store: GuestStore;
  readonly clock: Clock;
  readonly log: {
    info(data: object, message: string): void;
    warn(data: object, message: string): void;
  };
}

/** Takes back guest accounts whose time is over: at start, and then every minute. */
export interface GuestSweeper {
  start(): void;
  /** Ends; resolves when the sweep that runs is over. */
  stop(): Promise<void>;
}

const intervalMs = 60_000;
const batch = 100;
const longestPauseMs = 3_600_000;

export function createGuestSweeper(deps: GuestSweeperDeps): GuestSweeper {
  const { accounts, store, clock, log } = deps;
  let stopped = false;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();

  async function takeBack(guest: DueGuest): Promise<void> {
    try {
      await accounts.deactivate(guest.userId);
      await store.remove(guest.userId);
      log.info({ userId: guest.userId }, "guest account taken back");
    } catch (error) {
      const pauseMs = Math.min(intervalMs * 2 ** guest.failures, longestPauseMs);
      await store.postpone(guest.userId, clock.now() + pauseMs);
      log.warn({ userId: guest.userId, err: error }, "guest account not taken back yet");
    }
  }

  async function sweep(): Promise<void> {
    try {
      // One after the other: leaving rooms is work for the homeserver, and nobody waits for it.
      for (const guest of await store.due(clock.now(), batch)) {
        if (stopped) return;
        await takeBack(guest);
      }
    } catch (error) {
      log.warn({ err: error }, "the guest accounts could not be read");
    }
    if (!stopped) cancel = clock.after(intervalMs, run);
  }

  function run(): void {
    running = sweep();
  }

  return {
    start: run,
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
