import type { CallMembership } from "@confab/protocol";
import type { Clock } from "../ports/clock.ts";
import type { SfuConnection } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, type ReadonlySignal, signal, untracked } from "../reactive/signal.ts";
import { identityOf } from "./callParticipants.ts";

interface UnknownIdentitiesDeps {
  readonly clock: Clock;
  readonly connection$: ReadonlySignal<SfuConnection | undefined>;
  readonly memberships$: ReadonlySignal<readonly CallMembership[]>;
  /** SFU and homeserver are not equally fast: so long a stranger is none yet. Milliseconds. */
  readonly graceMs: number;
}

/** Who is on the SFU without a membership, and has been for a while. */
export function unknownIdentities(
  scope: Scope,
  deps: UnknownIdentitiesDeps,
): ReadonlySignal<readonly string[]> {
  const { clock, connection$, memberships$, graceMs } = deps;
  const unknown$ = signal<readonly string[]>([]);
  const since = new Map<string, number>();
  let cancelTimer = () => {};
  scope.onEnd(() => cancelTimer());

  const strangers$ = computed(() => {
    const known = new Set(memberships$.value.map(identityOf));
    const present = connection$.value?.participants$.value.keys() ?? [];
    return new Set([...present].filter((identity) => !known.has(identity)));
  });

  const refresh = (strangers: ReadonlySet<string>) => {
    cancelTimer();
    cancelTimer = () => {};
    const now = clock.now();
    for (const identity of since.keys()) if (!strangers.has(identity)) since.delete(identity);
    for (const identity of strangers) since.set(identity, since.get(identity) ?? now);
    const waits = [...since.values()].map((seenAt) => seenAt + graceMs - now);
    const nextMs = Math.min(...waits.filter((waitMs) => waitMs > 0));
    if (Number.isFinite(nextMs)) cancelTimer = clock.after(nextMs, () => refresh(strangers));
    const due = [...since].filter(([, seenAt]) => seenAt + graceMs <= now);
    if (due.length > 0 || unknown$.peek().length > 0) {
      unknown$.value = due.map(([identity]) => identity);
    }
  };
  scope.onEnd(
    effect(() => {
      const strangers = strangers$.value;
      untracked(() => refresh(strangers));
    }),
  );
  return unknown$;
}
