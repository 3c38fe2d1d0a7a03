import type { Clock, Scope } from "@confab/core";
import type { startSync, SyncClient } from "./syncClient.ts";

/** Loads the code of the sync, which is most of what a session needs; tests hand in their own. */
export type LoadSync = () => Promise<typeof startSync>;

const reloadAfterMs = 3_000;

/**
 * Starts the sync as soon as `ready` has resolved and its code is there, and tries again while the code cannot be
 * fetched.
 */
export function followSync(
  scope: Scope,
  clock: Clock,
  ready: Promise<void>,
  loadSync: LoadSync,
  start: (startSync: Awaited<ReturnType<LoadSync>>) => SyncClient,
): SyncClient {
  let client: SyncClient | undefined;

  const load = async (): Promise<void> => {
    await ready;
    if (scope.ended) return;
    try {
      const startSync = await loadSync();
      if (!scope.ended) client = start(startSync);
    } catch {
      scope.onEnd(clock.after(reloadAfterMs, () => void load()));
    }
  };
  void load();

  return { retryNow: () => client?.retryNow() };
}
