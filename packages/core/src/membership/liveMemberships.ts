import {
  type CallMembership,
  membershipEventType,
  parseMembership,
  parseRoomMember,
} from "@confab/protocol";
import type { Clock } from "../ports/clock.ts";
import type { MatrixRoomPort, RoomStateEvent } from "../ports/matrixRoom.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, type ReadonlySignal, signal, untracked } from "../reactive/signal.ts";

/**
 * The memberships that count now, oldest first: of joined members, not expired, one per device. Wakes up by itself when
 * the next one expires.
 */
export function liveMemberships(
  scope: Scope,
  deps: { readonly room: MatrixRoomPort; readonly clock: Clock },
): ReadonlySignal<readonly CallMembership[]> {
  const { room, clock } = deps;
  const events$ = room.state$(membershipEventType);
  const members$ = room.state$("m.room.member");
  const now$ = signal(clock.now());

  const announced$ = computed(() => readMemberships(events$.value.values()));
  const live$ = computed(() =>
    announced$.value.filter(
      ({ userId, expiresAt }) => expiresAt > now$.value && mayBeJoined(members$.value.get(userId)),
    ),
  );

  let cancelTimer = () => {};
  scope.onEnd(() => cancelTimer());
  scope.onEnd(
    effect(() => {
      const expiries = live$.value.map(({ expiresAt }) => expiresAt);
      cancelTimer();
      cancelTimer = () => {};
      if (expiries.length === 0) return;
      untracked(() => {
        cancelTimer = clock.after(Math.min(...expiries) - clock.now(), () => {
          now$.value = clock.now();
        });
      });
    }),
  );
  return live$;
}

function readMemberships(events: Iterable<RoomStateEvent>): readonly CallMembership[] {
  const byDevice = new Map<string, CallMembership>();
  for (const event of events) {
    const membership = parseMembership(event);
    if (membership === undefined) continue;
    const device = deviceKey(membership);
    const other = byDevice.get(device);
    // Both forms of the state key may exist for a device; the newer one counts.
    if (other === undefined || other.joinedAt < membership.joinedAt) {
      byDevice.set(device, membership);
    }
  }
  return [...byDevice.values()].sort(byJoining);
}

/** Tells devices apart. */
export function deviceKey({ userId, deviceId }: CallMembership): string {
  return JSON.stringify([userId, deviceId]);
}

/** Oldest first; who joined in the same millisecond comes in the order of ids. */
export function byJoining(one: CallMembership, other: CallMembership): number {
  return (
    one.joinedAt - other.joinedAt ||
    compare(one.userId, other.userId) ||
    compare(one.deviceId, other.deviceId)
  );
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** A member whose event is not known yet gets the benefit of the doubt: only joined members can send state. */
function mayBeJoined(event: RoomStateEvent | undefined): boolean {
  return event === undefined || parseRoomMember(event.content)?.isJoined === true;
}
