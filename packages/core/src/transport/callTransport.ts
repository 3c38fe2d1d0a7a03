import type { CallMembership, LivekitTransport } from "@confab/protocol";
import type { CallConfig } from "../call/callConfig.ts";
import type { Clock } from "../ports/clock.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, type ReadonlySignal, untracked } from "../reactive/signal.ts";

interface CallTransportDeps {
  /** Those that count now, oldest first. */
  readonly memberships$: ReadonlySignal<readonly CallMembership[]>;
  readonly isOwn: (membership: CallMembership) => boolean;
}

/**
 * Where the call of the others is: at the first transport of their oldest membership (`oldest_membership` of MSC3401).
 * Undefined while nobody else is in it. This device's own memberships do not count: one that is there before it joins
 * is left over from an earlier stay.
 */
export function callTransport(
  deps: CallTransportDeps,
): ReadonlySignal<LivekitTransport | undefined> {
  return computed(() => {
    const others = deps.memberships$.value.filter((one) => !deps.isOwn(one));
    return others.find(({ transports }) => transports.length > 0)?.transports[0];
  });
}

interface SettlingDeps extends CallTransportDeps {
  readonly clock: Clock;
  readonly config: CallConfig;
  /** Called with the transport of the oldest membership whenever that is another device's. */
  readonly onElsewhere: (transport: LivekitTransport) => void;
}

/**
 * Devices that join at the same moment do not see each other, and each begins at its own homeserver's SFU. All of them
 * learn the same order of memberships in the end: for a while after a device has announced itself, it goes where the
 * oldest one is. To be called when the homeserver has accepted the membership.
 */
export function settleTransport(parent: Scope, deps: SettlingDeps): void {
  const { clock, config, memberships$, isOwn, onElsewhere } = deps;
  const scope = parent.child();
  scope.onEnd(clock.after(config.settleMs, () => scope.end()));
  scope.onEnd(
    effect(() => {
      const memberships = memberships$.value;
      // Before our own is known, nobody can say which of the two is older.
      if (!memberships.some(isOwn)) return;
      const oldest = memberships.find(({ transports }) => transports.length > 0);
      const [transport] = oldest?.transports ?? [];
      if (oldest === undefined || transport === undefined || isOwn(oldest)) return;
      untracked(() => onElsewhere(transport));
    }),
  );
}
