import { type Call, computed, type ReadonlySignal } from "@confab/core";
import type { OwnMediaModel } from "../devices/ownMediaModel.ts";
import { callNoticeId } from "../notices/callNotice.ts";
import type { Notice } from "../notices/notice.ts";

/** Somebody who is in the call already. */
export interface LobbyPerson {
  readonly id: string;
  readonly name$: ReadonlySignal<string>;
}

/** The page before a call. It is there at once; the call's own facts follow when its room is open. */
export interface LobbyModel {
  /** Undefined until the room is open. */
  readonly callName$: ReadonlySignal<string | undefined>;
  readonly link: string;
  readonly ownName$: ReadonlySignal<string>;
  /** Who is in the call, oldest first; undefined until the room is open. */
  readonly people$: ReadonlySignal<readonly LobbyPerson[] | undefined>;
  readonly media: OwnMediaModel;
  /** Whether the click on Join does something yet. */
  readonly canJoin$: ReadonlySignal<boolean>;
  /** True when opening the room takes longer than a person should wait without a word. */
  readonly slow$: ReadonlySignal<boolean>;
  /** What the preparation met. Joining tries again, so this keeps nobody from clicking. */
  readonly problem$: ReadonlySignal<Notice | undefined>;
  join(): void;
}

interface LobbyDeps {
  /** Undefined until the room is open. */
  readonly call$: ReadonlySignal<Call | undefined>;
  readonly media: OwnMediaModel;
  readonly ownName$: ReadonlySignal<string>;
  readonly link: string;
  readonly slow$: ReadonlySignal<boolean>;
}

export function createLobbyModel(deps: LobbyDeps): LobbyModel {
  const { call$ } = deps;
  return {
    callName$: computed(() => call$.value?.roomName$.value),
    link: deps.link,
    ownName$: deps.ownName$,
    people$: computed(() =>
      call$.value?.participants$.value.map((one) => ({ id: one.id, name$: one.displayName$ })),
    ),
    media: deps.media,
    canJoin$: computed(() => call$.value !== undefined),
    slow$: computed(() => call$.value === undefined && deps.slow$.value),
    problem$: computed((): Notice | undefined => {
      const call = call$.value;
      const phase = call?.phase$.value;
      if (call === undefined || phase?.kind !== "lobby" || phase.problem === undefined) {
        return undefined;
      }
      return {
        id: callNoticeId(phase.problem),
        severity: "warning",
        action: { id: "retry", run: () => void call.prepare() },
      };
    }),
    join: () => void call$.peek()?.join(),
  };
}
