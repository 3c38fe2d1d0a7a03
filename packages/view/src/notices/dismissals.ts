import { computed, effect, type ReadonlySignal, type Scope, signal } from "@confab/core";
import type { Notice, NoticeId } from "./notice.ts";

/** Notices that a person may put away. One that goes and comes back is shown again. */
export interface Dismissals {
  readonly shown$: ReadonlySignal<readonly Notice[]>;
  dismiss(id: NoticeId): void;
}

/** `known`: what the person has been told elsewhere already. */
export function createDismissals(
  scope: Scope,
  notices$: ReadonlySignal<readonly Notice[]>,
  known: readonly Notice[],
): Dismissals {
  const dismissed$ = signal<ReadonlySet<NoticeId>>(new Set(known.map((notice) => notice.id)));
  scope.onEnd(
    effect(() => {
      const present = new Set(notices$.value.map((notice) => notice.id));
      const dismissed = dismissed$.peek();
      const kept = [...dismissed].filter((id) => present.has(id));
      if (kept.length !== dismissed.size) dismissed$.value = new Set(kept);
    }),
  );
  return {
    shown$: computed(() => notices$.value.filter((notice) => !dismissed$.value.has(notice.id))),
    dismiss(id) {
      dismissed$.value = new Set([...dismissed$.peek(), id]);
    },
  };
}
