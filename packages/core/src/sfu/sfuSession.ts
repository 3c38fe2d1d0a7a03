import type { LivekitTransport } from "@confab/protocol";
import type { CallConfig } from "../call/callConfig.ts";
import { CallError, SfuConnectError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import type { Clock } from "../ports/clock.ts";
import type { SfuCloseReason, SfuConnection, SfuPort } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, type ReadonlySignal, signal } from "../reactive/signal.ts";
import { whenever } from "../reactive/whenever.ts";
import { answerWithin } from "../time/answerWithin.ts";
import { pause } from "../time/pause.ts";
import type { TransportGrant } from "../transport/grantSource.ts";
import type { GrantSupply } from "../transport/grantSupply.ts";

export type SfuSessionState =
  | { readonly kind: "connecting" | "connected" | "reconnecting" | "closed" }
  | { readonly kind: "failed"; readonly error: CallError };

/** Our presence on the SFU: one connection after another, as long as the call lasts. */
export interface SfuSession {
  readonly state$: ReadonlySignal<SfuSessionState>;
  /** The connection that stands. */
  readonly connection$: ReadonlySignal<SfuConnection | undefined>;
  /** Goes to another SFU. Nothing happens when the session is there already. */
  move(transport: LivekitTransport): void;
  close(): void;
}

interface SfuSessionDeps {
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly config: CallConfig;
  readonly grants: GrantSupply;
  /** The first grant, taken already. */
  readonly firstGrant: ReturnType<GrantSupply["take"]>;
  /** What needs a connection: runs in a scope that ends with it. */
  readonly onConnected: (scope: Scope, connection: SfuConnection) => void;
}

/** A held grant may be out of date: its room was empty for too long, or the SFU's key has changed. */
const staleReasons: ReadonlySet<SfuCloseReason> = new Set(["unauthorised", "room-missing"]);
/** Somebody meant it: coming back would be fighting. */
const finalReasons: ReadonlySet<SfuCloseReason> = new Set([
  "left",
  "duplicate-identity",
  "removed",
  "room-closed",
]);

export function openSfuSession(parent: Scope, deps: SfuSessionDeps): SfuSession {
  const { sfu, clock, config, grants } = deps;
  const scope = parent.child();
  const progress$ = signal<SfuSessionState>({ kind: "connecting" });
  const connection$ = signal<SfuConnection | undefined>(undefined);
  const chosen$ = signal<LivekitTransport | undefined>(undefined);

  /** Lives in a scope of its own, which ends with it. */
  const connect = async (taken: TransportGrant) => {
    const own = scope.child();
    try {
      const { url, jwt } = taken.grant;
      const connecting = sfu.connect(own, { url, jwt });
      const late = () => new SfuConnectError("unreachable");
      const made = await answerWithin(own, clock, config.sfuConnectTimeoutMs, connecting, late);
      return { own, made, taken };
    } catch (error) {
      own.end();
      throw error;
    }
  };

  const connectFirst = async () => {
    const taken = await deps.firstGrant;
    try {
      return await connect(taken);
    } catch (error) {
      const isStale = error instanceof SfuConnectError && staleReasons.has(error.reason);
      if (!taken.wasReady || !isStale || scope.ended) throw error;
      return await connect(await grants.renew(taken.transport));
    }
  };

  const hasToMove = (last: TransportGrant) => {
    const serviceUrl = chosen$.value?.serviceUrl;
    return serviceUrl !== undefined && serviceUrl !== last.transport.serviceUrl;
  };

  /** A grant that still counts is used again when a new one cannot be had: the SFU may well be there. */
  const nextGrant = async (last: TransportGrant): Promise<TransportGrant> => {
    try {
      return await grants.renew(chosen$.peek() ?? last.transport);
    } catch (error) {
      const isRefused = error instanceof CallError && error.code === "TOKEN_REFUSED";
      const isOver = last.grant.expiresAt <= clock.now();
      if (isRefused || isOver || hasToMove(last)) throw error;
      return last;
    }
  };

  const reconnect = async (first: TransportGrant, reason: SfuCloseReason) => {
    const giveUpAt = clock.now() + config.sfuReconnectMs;
    let last = first;
    for (let waitMs = config.retryEveryMs; ; waitMs *= 2) {
      try {
        last = await nextGrant(last);
        return await connect(last);
      } catch (error) {
        if (error instanceof CallError && error.code === "TOKEN_REFUSED") throw error;
        if (scope.ended || clock.now() >= giveUpAt) {
          throw new CallError("SFU_CLOSED", { cause: error, data: { reason } });
        }
        await pause(scope, clock, Math.min(waitMs, config.sfuRetryMaxMs));
      }
    }
  };

  const run = async () => {
    let { own, made, taken } = await connectFirst();
    while (!scope.ended) {
      deps.onConnected(own, made);
      connection$.value = made;
      progress$.value = { kind: "connected" };
      const { state$, closeReason$ } = made;
      await whenever(
        own,
        computed(() => state$.value === "closed" || hasToMove(taken)),
      );
      if (scope.ended) return;
      const reason = closeReason$.peek() ?? "unknown";
      connection$.value = undefined;
      progress$.value = { kind: "reconnecting" };
      own.end();
      if (finalReasons.has(reason)) throw new CallError("SFU_CLOSED", { data: { reason } });
      ({ own, made, taken } = await reconnect(taken, reason));
    }
  };

  const close = () => {
    if (scope.ended) return;
    scope.end();
    connection$.value = undefined;
    if (progress$.peek().kind !== "failed") progress$.value = { kind: "closed" };
  };
  parent.onEnd(close);
  run().catch((error: unknown) => {
    if (scope.ended) return;
    progress$.value = { kind: "failed", error: toCallError(error) };
    close();
  });

  return {
    move(transport) {
      chosen$.value = transport;
    },
    connection$,
    state$: computed((): SfuSessionState => {
      const isRestoring = connection$.value?.state$.value === "reconnecting";
      return isRestoring ? { kind: "reconnecting" } : progress$.value;
    }),
    close,
  };
}
