import {
  type Call,
  type CallPhase,
  type Clock,
  computed,
  effect,
  type KeyValueStore,
  type MatrixRoomPort,
  type MatrixSessionPort,
  type ReadonlySignal,
  type Scope,
  signal,
} from "@confab/core";
import { type CallLink, formatCallLink } from "@confab/protocol";
import type { Engine } from "../app/engine.ts";
import { type CallVisit, createCallVisit, type VisitPage } from "./callVisit.ts";

/** One call's link: from the lobby to the page after the call, as often as the person joins again. */
export interface CallScreenModel {
  readonly page$: ReadonlySignal<VisitPage>;
  readonly phase$: ReadonlySignal<CallPhase["kind"]>;
  /** Present once the room is open, for measurements. */
  readonly call$: ReadonlySignal<Call | undefined>;
  /** From the pages `ended` and `refused`: into the call again, or to its lobby. */
  again(): void;
  /** For `pagehide`. */
  leaveOnUnload(): void;
}

interface CallScreenDeps {
  readonly engine: Engine;
  readonly matrix: MatrixSessionPort;
  readonly link: CallLink;
  readonly origin: string;
  readonly clock: Clock;
  /** Lives as long as the browser tab: a tab that was in a call may come back with its camera on. */
  readonly tabStore: KeyValueStore;
}

/** Going away by the address or the Back button ends `scope`, and with it the call, which then leaves by itself. */
export function createCallScreenModel(scope: Scope, deps: CallScreenDeps): CallScreenModel {
  const { engine, matrix, link, clock, tabStore } = deps;
  const wasInCallKey = `was-in-call:${link.roomId}`;
  let room: MatrixRoomPort | undefined;

  const visit = (joinAtOnce: boolean): { readonly visit: CallVisit; end(): void } => {
    const visitScope = scope.child();
    return {
      end: () => visitScope.end(),
      visit: createCallVisit(visitScope, {
        engine,
        clock,
        openRoom: async () => (room ??= await matrix.openRoom(link.roomId, link.via)),
        ownName$: matrix.displayName$,
        shareLink: formatCallLink(deps.origin, { roomId: link.roomId, via: link.via }),
        // A link must never switch on somebody's camera by itself.
        startOff: link.skipLobby && tabStore.get(wasInCallKey) === undefined,
        joinAtOnce,
        onJoined: () => tabStore.set(wasInCallKey, "1"),
      }),
    };
  };

  const current$ = signal(visit(link.skipLobby));
  const page$ = computed(() => current$.value.visit.page$.value);
  const phase$ = computed(() => current$.value.visit.phase$.value);
  const call$ = computed(() => current$.value.visit.call$.value);

  scope.onEnd(
    effect(() => {
      if (page$.value.kind !== "ended") return;
      const ended = current$.value;
      // Not inside the call's own change of phase: ending it there would cut that change short.
      scope.onEnd(clock.after(0, () => ended.end()));
    }),
  );
  return {
    page$,
    phase$,
    call$,
    again() {
      const joinAtOnce = page$.peek().kind === "ended";
      current$.peek().end();
      current$.value = visit(joinAtOnce);
    },
    leaveOnUnload: () => call$.peek()?.leaveOnUnload(),
  };
}
