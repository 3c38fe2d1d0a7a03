import type { CallMembership } from "@confab/protocol";
import type { Clock } from "../ports/clock.ts";
import type { Scope } from "../reactive/scope.ts";
import { effect, type ReadonlySignal, signal, untracked } from "../reactive/signal.ts";
import { byJoining, deviceKey } from "./liveMemberships.ts";

interface SteadyMembershipsDeps {
  readonly clock: Clock;
  readonly live$: ReadonlySignal<readonly CallMembership[]>;
  /** Whether the SFU has the device. */
  readonly isPresent: (membership: CallMembership) => boolean;
  /** How long a device may be without a membership while the SFU has it, milliseconds. */
  readonly graceMs: number;
}

/**
 * The live memberships, and for a moment those that have just ended although the device is still on the SFU. A
 * homeserver that was out of order sends everybody's delayed leave when it wakes up, before it hears of the restarts:
 * everybody joins again then, and nobody should see or hear that.
 */
export function steadyMemberships(
  scope: Scope,
  deps: SteadyMembershipsDeps,
): ReadonlySignal<readonly CallMembership[]> {
  const { clock, live$, isPresent, graceMs } = deps;
  // One signal for both kinds: two would show a gap to whoever looks between their changes.
  const steady$ = signal<readonly CallMembership[]>([]);
  const wake$ = signal(0);
  let endsAt: ReadonlyMap<string, number> = new Map();
  let cancelTimer = () => {};
  scope.onEnd(() => cancelTimer());

  scope.onEnd(
    effect(() => {
      void wake$.value;
      const live = live$.value;
      const now = clock.now();
      const liveKeys = new Set(live.map(deviceKey));
      const next = new Map<string, number>();
      const lingering = steady$.peek().filter((membership) => {
        const key = deviceKey(membership);
        const until = endsAt.get(key) ?? now + graceMs;
        if (liveKeys.has(key) || until <= now || !isPresent(membership)) return false;
        next.set(key, until);
        return true;
      });
      endsAt = next;
      cancelTimer();
      cancelTimer = () => {};
      if (next.size > 0) {
        cancelTimer = clock.after(Math.min(...next.values()) - now, () => {
          wake$.value = untracked(() => wake$.value) + 1;
        });
      }
      steady$.value = lingering.length === 0 ? live : [...live, ...lingering].sort(byJoining);
    }),
  );
  return steady$;
}
