import type { LivekitTransport } from "@confab/protocol";
import type { Scope } from "../reactive/scope.ts";
import { type ReadonlySignal, signal } from "../reactive/signal.ts";
import { pause } from "../time/pause.ts";
import { fetchGrant, type GrantSourceDeps, type TransportGrant } from "./grantSource.ts";

/** Has a grant ready when it is wanted. */
export interface GrantSupply {
  /** Where grants come from, once that is known. */
  readonly transport$: ReadonlySignal<LivekitTransport | undefined>;
  /** Gets a grant ahead, and replaces it in the background before it gets old. Rejects with `CallError`. */
  prepare(): Promise<void>;
  /** Hands out what is ready, or gets one. `wasReady`: it may be out of date in ways that we cannot see. */
  take(): Promise<TransportGrant & { readonly wasReady: boolean }>;
  /** Gets a new grant in any case. */
  renew(): Promise<TransportGrant>;
}

/** A service that hands out very short grants, or none, is not asked more often. Milliseconds. */
const leastRefreshMs = 15_000;

/** `onGrant` hears of every grant that is kept ready. */
export function createGrantSupply(
  scope: Scope,
  deps: GrantSourceDeps & { readonly onGrant: (ready: TransportGrant) => void },
): GrantSupply {
  const { clock, config } = deps;
  const transport$ = signal<LivekitTransport | undefined>(undefined);
  let ready: TransportGrant | undefined;
  let fetching: Promise<TransportGrant> | undefined;
  let upkeep = scope.child();

  const isFresh = (taken: TransportGrant) =>
    taken.grant.expiresAt - clock.now() > config.grantMarginMs;

  const renew = async () => {
    const fetched = await fetchGrant(scope, deps);
    transport$.value = fetched.transport;
    return fetched;
  };
  const fetchOnce = () => {
    fetching ??= renew().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };
  const keepReady = (fetched: TransportGrant) => {
    ready = fetched;
    deps.onGrant(fetched);
  };

  const maintain = async (own: Scope) => {
    while (!own.ended) {
      const lifeMs = (ready?.grant.expiresAt ?? clock.now()) - clock.now();
      const waitMs = Math.min(config.grantRefreshMs, lifeMs / 2);
      await pause(own, clock, Math.max(waitMs, leastRefreshMs));
      if (own.ended) return;
      // What is ready stays in use; a failure shows when it is wanted and too old.
      const fetched = await fetchOnce().catch(() => undefined);
      if (fetched !== undefined && !own.ended) keepReady(fetched);
    }
  };

  return {
    transport$,
    async prepare() {
      upkeep.end();
      upkeep = scope.child();
      const own = upkeep;
      if (ready === undefined || !isFresh(ready)) {
        const fetched = await fetchOnce();
        // Taken meanwhile: whoever joined has it.
        if (own.ended) return;
        keepReady(fetched);
      }
      void maintain(own);
    },
    async take() {
      upkeep.end();
      const taken = ready;
      ready = undefined;
      if (taken !== undefined && isFresh(taken)) return { ...taken, wasReady: true };
      return { ...(await fetchOnce()), wasReady: false };
    },
    renew,
  };
}
