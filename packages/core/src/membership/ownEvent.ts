import { membershipEventType, parseMembership } from "@confab/protocol";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { Scope } from "../reactive/scope.ts";
import { effect, untracked } from "../reactive/signal.ts";

/** What the room's state says about this device. */
export interface OwnEvent {
  /** When this device joined, by its homeserver's clock; undefined until the event was seen. */
  readonly joinedAt: number | undefined;
  isPresent(): boolean;
  /** To be called before the event is sent: what the room shows now is out of date, whatever it is. */
  expectNew(): void;
}

/**
 * Watches this device's state event, and calls back when it was there and is gone. That is only told of an event that
 * was sent after `expectNew`: a leave that took place before must not be taken for a new one because sync is late.
 */
export function watchOwnEvent(
  scope: Scope,
  deps: { readonly room: MatrixRoomPort; readonly stateKey: string; readonly onGone: () => void },
): OwnEvent {
  const { room, stateKey, onGone } = deps;
  const events$ = room.state$(membershipEventType);
  let outdatedId = events$.peek().get(stateKey)?.eventId;
  let seen = false;
  let joinedAt: number | undefined;

  const read = () => {
    const event = events$.value.get(stateKey);
    const isOwn = event?.sender === room.userId;
    return { event, membership: isOwn ? parseMembership(event) : undefined };
  };

  scope.onEnd(
    effect(() => {
      const { event, membership } = read();
      if (event?.eventId === outdatedId) return;
      if (membership !== undefined) {
        seen = true;
        joinedAt ??= membership.joinedAt;
      } else if (seen) {
        seen = false;
        untracked(onGone);
      }
    }),
  );

  return {
    get joinedAt() {
      return joinedAt;
    },
    isPresent: () => untracked(read).membership !== undefined,
    expectNew() {
      outdatedId = events$.peek().get(stateKey)?.eventId;
      seen = false;
    },
  };
}
