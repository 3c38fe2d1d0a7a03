import type { LivekitTransport } from "@confab/protocol";
import { CallError } from "../errors/callError.ts";
import type { Scope } from "../reactive/scope.ts";
import { effect, type ReadonlySignal, signal } from "../reactive/signal.ts";
import { whenever } from "../reactive/whenever.ts";
import { createAlarm } from "../time/alarm.ts";
import { fetchGrant, type GrantSourceDeps, type TransportGrant } from "./grantSource.ts";

/** Has a grant ready when it is wanted. */
export interface GrantSupply {
  /** Where grants come from, once that is known. */
  readonly transport$: ReadonlySignal<LivekitTransport | undefined>;
  /** Gets a grant ahead, and replaces it in the background before it gets old. Rejects with `CallError`. */
  prepare(): Promise<void>;
  /**
   * Hands out what is ready, or gets one, as soon as the room's state says where the call is. `wasReady`: it may be out
   * of date in ways that we cannot see. Rejects with `CallError`, also when `stay` ends meanwhile.
   */
  take(stay: Scope): Promise<TransportGrant & { readonly wasReady: boolean }>;
  /** Gets a new grant of that transport in any case. */
  renew(transport: LivekitTransport): Promise<TransportGrant>;
}

interface GrantSupplyDeps extends GrantSourceDeps {
  /** Where the call is; undefined: wherever this device begins it. */
  readonly callTransport$: ReadonlySignal<LivekitTransport | undefined>;
  /** Hears of every grant that is kept ready. */
  readonly onGrant: (ready: TransportGrant) => void;
}

/** A grant, and whether it is of the transport that our own homeserver prefers. */
interface FetchedGrant extends TransportGrant {
  readonly isHomeservers: boolean;
}

/** A service that hands out very short grants, or none, is not asked more often. Milliseconds. */
const leastRefreshMs = 15_000;

export function createGrantSupply(scope: Scope, deps: GrantSupplyDeps): GrantSupply {
  const { room, clock, config, callTransport$ } = deps;
  const transport$ = signal<LivekitTransport | undefined>(undefined);
  let ready: FetchedGrant | undefined;
  let fetching: { serviceUrl: string | undefined; grant: Promise<FetchedGrant> } | undefined;
  let upkeep = scope.child();

  const isFresh = (taken: TransportGrant) =>
    taken.grant.expiresAt - clock.now() > config.grantMarginMs;
  const isOfTheCall = (taken: FetchedGrant) => {
    const serviceUrl = callTransport$.value?.serviceUrl;
    return serviceUrl === undefined
      ? taken.isHomeservers
      : taken.transport.serviceUrl === serviceUrl;
  };

  const fetch = async (chosen: LivekitTransport | undefined) => {
    const fetched = await fetchGrant(scope, deps, chosen);
    transport$.value = fetched.transport;
    return { ...fetched, isHomeservers: chosen === undefined };
  };
  /** One request at a time for the same transport. */
  const fetchOnce = () => {
    const chosen = callTransport$.peek();
    if (fetching === undefined || fetching.serviceUrl !== chosen?.serviceUrl) {
      const grant = fetch(chosen).finally(() => {
        if (fetching?.grant === grant) fetching = undefined;
      });
      fetching = { serviceUrl: chosen?.serviceUrl, grant };
    }
    return fetching.grant;
  };
  const keepReady = (fetched: FetchedGrant) => {
    ready = fetched;
    deps.onGrant(fetched);
  };

  const maintain = async (own: Scope) => {
    const alarm = createAlarm(own, clock);
    own.onEnd(
      effect(() => {
        void callTransport$.value;
        if (ready !== undefined && !isOfTheCall(ready)) alarm.ring();
      }),
    );
    while (!own.ended) {
      const lifeMs = (ready?.grant.expiresAt ?? clock.now()) - clock.now();
      const waitMs = Math.min(config.grantRefreshMs, lifeMs / 2);
      await alarm.wait(Math.max(waitMs, leastRefreshMs));
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
      if (ready === undefined || !isFresh(ready) || !isOfTheCall(ready)) {
        const fetched = await fetchOnce();
        // Taken meanwhile: whoever joined has it.
        if (own.ended) return;
        keepReady(fetched);
      }
      void maintain(own);
    },
    async take(stay) {
      upkeep.end();
      await whenever(stay, room.ready$);
      if (stay.ended) throw new CallError("INTERNAL", { data: { reason: "left" } });
      const taken = ready;
      ready = undefined;
      const isUsable = taken !== undefined && isFresh(taken) && isOfTheCall(taken);
      return isUsable ? { ...taken, wasReady: true } : { ...(await fetchOnce()), wasReady: false };
    },
    renew: fetch,
  };
}
