import { leaveContent, membershipEventType } from "@confab/protocol";
import type { CallConfig } from "../call/callConfig.ts";
import { MatrixRequestError } from "../errors/callError.ts";
import type { Clock } from "../ports/clock.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { Scope } from "../reactive/scope.ts";
import { type ReadonlySignal, signal } from "../reactive/signal.ts";
import { answerWithin } from "../time/answerWithin.ts";
import { pause } from "../time/pause.ts";
import { noAnswer, retryAfter } from "../errors/requestFailure.ts";

/** The leave that the homeserver sends for us when we stop restarting it (MSC4140). */
export interface DelayedLeave {
  /** True when the homeserver has no such thing for us. */
  readonly unsupported$: ReadonlySignal<boolean>;
  /** True when it is about to be sent, or may have been, for lack of restarts. */
  readonly due$: ReadonlySignal<boolean>;
  /** Schedules it, unless it is scheduled. Tries until it is, or until it is known that it cannot be. */
  arm(): Promise<void>;
  /** Puts it off. `lost`: it has been sent, or the homeserver has forgotten it. */
  restart(): Promise<{ readonly lost: boolean; readonly nextInMs: number }>;
  /** Gives up restarting it. Returns the id of what is scheduled. */
  release(): string | undefined;
}

interface DelayedLeaveDeps {
  readonly room: MatrixRoomPort;
  readonly clock: Clock;
  readonly config: CallConfig;
  readonly stateKey: string;
}

export function createDelayedLeave(scope: Scope, deps: DelayedLeaveDeps): DelayedLeave {
  const { room, clock, config, stateKey } = deps;
  const unsupported$ = signal(false);
  const due$ = signal(false);
  let delayId: string | undefined;
  let delayMs = config.leaveDelayMs;
  let watch = scope.child();

  /** Counted from when we asked: the homeserver began to count later. */
  const putOff = (askedAt: number) => {
    watch.end();
    watch = scope.child();
    due$.value = false;
    const safeUntil = askedAt + delayMs - config.riskMarginMs;
    watch.onEnd(
      clock.after(safeUntil - clock.now(), () => {
        due$.value = true;
      }),
    );
  };

  const standDown = () => {
    watch.end();
    due$.value = false;
  };
  const giveUp = () => {
    standDown();
    unsupported$.value = true;
  };
  const isWanted = () => delayId === undefined && !unsupported$.peek() && !scope.ended;
  const schedule = async () => {
    const askedAt = clock.now();
    const request = room.scheduleState(membershipEventType, stateKey, leaveContent, delayMs);
    const answer = await answerWithin(scope, clock, config.requestTimeoutMs, request, noAnswer);
    delayId = answer.delayId;
    putOff(askedAt);
  };

  return {
    unsupported$,
    due$,
    async arm() {
      while (isWanted()) {
        try {
          await schedule();
        } catch (error) {
          const maxDelayMs = maximumDelay(error);
          const waitMs = retryAfter(error, config.retryEveryMs);
          if (maxDelayMs !== undefined && maxDelayMs < delayMs) delayMs = maxDelayMs;
          // Whatever the refusal says, nobody is kept out for it: the membership itself is asked for next.
          else if (waitMs === undefined) giveUp();
          else await pause(scope, clock, waitMs);
        }
      }
    },
    async restart() {
      const nextInMs = Math.min(config.restartEveryMs, delayMs / 3);
      if (delayId === undefined) return { lost: true, nextInMs };
      const askedAt = clock.now();
      try {
        const request = room.updateDelayed(delayId, "restart");
        await answerWithin(scope, clock, config.restartTimeoutMs, request, noAnswer);
        putOff(askedAt);
        return { lost: false, nextInMs };
      } catch (error) {
        if (isGone(error)) {
          delayId = undefined;
          return { lost: true, nextInMs };
        }
        return { lost: false, nextInMs: retryAfter(error, config.retryEveryMs) ?? nextInMs };
      }
    },
    release() {
      const released = delayId;
      delayId = undefined;
      standDown();
      return released;
    },
  };
}

/** The server's maximum (MSC4140), when the delay asked for was above it. */
function maximumDelay(error: unknown): number | undefined {
  const max = error instanceof MatrixRequestError ? error.data["maxDelayMs"] : undefined;
  return typeof max === "number" && max > 0 ? max : undefined;
}

/** MSC4140: 404 for an event that is unknown, 409 for one that is finished. */
function isGone(error: unknown): boolean {
  return error instanceof MatrixRequestError && (error.status === 404 || error.status === 409);
}
