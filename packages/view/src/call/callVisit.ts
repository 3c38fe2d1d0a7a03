import {
  type Call,
  type CallPhase,
  type Clock,
  computed,
  effect,
  type MatrixRoomPort,
  type ReadonlySignal,
  type Scope,
  signal,
  untracked,
} from "@confab/core";
import type { Engine } from "../app/engine.ts";
import { createOwnMediaModel } from "../devices/ownMediaModel.ts";
import { createLobbyModel, type LobbyModel } from "../lobby/lobbyModel.ts";
import { callNoticeId, roomNoticeId } from "../notices/callNotice.ts";
import type { Notice } from "../notices/notice.ts";
import { slowAfter } from "../time/slowAfter.ts";
import { type CallModel, createCallModel } from "./callModel.ts";

/** Opening a room this long deserves a word. */
const slowOpenMs = 10_000;

/** How a visit went. */
export interface VisitOutcome {
  readonly callName: string;
  /** Why it ended, when that was not the person's own wish. */
  readonly notice: Notice | undefined;
  /** How long this person was in the call; undefined when they never were. */
  readonly durationMs: number | undefined;
}

export type VisitPage =
  | { readonly kind: "lobby"; readonly lobby: LobbyModel }
  | { readonly kind: "call"; readonly call: CallModel }
  | { readonly kind: "ended"; readonly outcome: VisitOutcome }
  /** There is no such call, or not for us, or nobody could tell. */
  | { readonly kind: "refused"; readonly notice: Notice };

/** From the lobby to the end of one stay in a call. */
export interface CallVisit {
  readonly page$: ReadonlySignal<VisitPage>;
  readonly phase$: ReadonlySignal<CallPhase["kind"]>;
  readonly call$: ReadonlySignal<Call | undefined>;
}

interface VisitDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly openRoom: () => Promise<MatrixRoomPort>;
  readonly ownName$: ReadonlySignal<string>;
  readonly shareLink: string;
  readonly startOff: boolean;
  readonly joinAtOnce: boolean;
  onJoined(): void;
}

/**
 * Own media and a call of its own for each visit: when it ends, `scope` may end, and the camera's light goes off.
 */
export function createCallVisit(scope: Scope, deps: VisitDeps): CallVisit {
  const { engine, clock, ownName$, shareLink } = deps;
  const local = engine.openLocalMedia(scope, { startOff: deps.startOff });
  const media = createOwnMediaModel(local);
  const call$ = signal<Call | undefined>(undefined);
  const model$ = signal<CallModel | undefined>(undefined);
  const outcome$ = signal<VisitOutcome | undefined>(undefined);
  const refusal$ = signal<Notice | undefined>(undefined);
  let joinedAtMs: number | undefined;

  const lobby = createLobbyModel({
    call$,
    media,
    ownName$,
    link: shareLink,
    slow$: slowAfter(scope, clock, slowOpenMs),
  });

  const follow = (call: Call, phase: CallPhase) => {
    switch (phase.kind) {
      case "lobby":
        return;
      case "joining":
      case "joined":
        model$.value ??= createCallModel(scope, { call, clock, media, ownName$, link: shareLink });
        if (phase.kind === "joining") return;
        joinedAtMs ??= phase.sinceMs;
        deps.onJoined();
        return;
      case "leaving":
        return;
      case "left":
      case "failed":
        outcome$.value = {
          callName: call.roomName$.peek(),
          notice:
            phase.kind === "failed"
              ? { id: callNoticeId(phase.error), severity: "error" }
              : undefined,
          durationMs: joinedAtMs === undefined ? undefined : clock.now() - joinedAtMs,
        };
    }
  };

  const enter = async () => {
    const room = await deps.openRoom();
    if (scope.ended) return;
    const call = engine.openCall(scope, room, local);
    call$.value = call;
    scope.onEnd(
      effect(() => {
        const phase = call.phase$.value;
        untracked(() => follow(call, phase));
      }),
    );
    await (deps.joinAtOnce ? call.join() : call.prepare());
  };
  enter().catch((failure: unknown) => {
    refusal$.value = { id: roomNoticeId(failure), severity: "error" };
  });

  return {
    call$,
    phase$: computed(() => call$.value?.phase$.value.kind ?? "lobby"),
    page$: computed((): VisitPage => {
      if (refusal$.value !== undefined) return { kind: "refused", notice: refusal$.value };
      if (outcome$.value !== undefined) return { kind: "ended", outcome: outcome$.value };
      if (model$.value !== undefined) return { kind: "call", call: model$.value };
      return { kind: "lobby", lobby };
    }),
  };
}
