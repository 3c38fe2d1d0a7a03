import {
  type LivekitTransport,
  membershipLifetimeMs,
  membershipStateKey,
  parseRoomVersion,
} from "@confab/protocol";
import type { CallConfig } from "../call/callConfig.ts";
import { CallError, MatrixRequestError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import type { Clock } from "../ports/clock.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, type ReadonlySignal, signal } from "../reactive/signal.ts";
import { createAlarm } from "../time/alarm.ts";
import { answerWithin } from "../time/answerWithin.ts";
import { pause } from "../time/pause.ts";
import { createAnnouncement } from "./announcement.ts";
import { createDelayedLeave } from "./delayedLeave.ts";
import { watchOwnEvent } from "./ownEvent.ts";
import { noAnswer, retryAfter } from "../errors/requestFailure.ts";

/** This device's membership, from joining to leaving. */
export interface OwnMembership {
  /** When the homeserver first accepted it, milliseconds since the Unix epoch. */
  readonly sentAt$: ReadonlySignal<number | undefined>;
  /** Why there is none any more: the homeserver said no. */
  readonly refusal$: ReadonlySignal<CallError | undefined>;
  /** True when the others may not see us: announced too late, or not restarted for too long. */
  readonly atRisk$: ReadonlySignal<boolean>;
  readonly noDelayedLeave$: ReadonlySignal<boolean>;
  /** Announces that we publish there from now on. */
  moveTo(transport: LivekitTransport): void;
  /** Resolves when the leave is sent, or left to the delayed leave. Never rejects. */
  leave(): Promise<void>;
  /** The same with one request and without waiting: for a page that closes. Also done when the scope ends. */
  leaveAtOnce(): void;
  /** Steps back without a leave: another tab of this device has taken the membership over. */
  handOver(): void;
}

interface OwnMembershipDeps {
  readonly room: MatrixRoomPort;
  readonly clock: Clock;
  readonly config: CallConfig;
  /** Where we publish at first. The leave is scheduled meanwhile. When it rejects, nothing is announced. */
  readonly transport: Promise<LivekitTransport>;
}

/** Joins with a dead-man's switch: first the delayed leave, then the state event. The room must be ready. */
export function joinMembership(scope: Scope, deps: OwnMembershipDeps): OwnMembership {
  const { room, clock, config } = deps;
  const work = scope.child();
  const alarm = createAlarm(work, clock);
  const sentAt$ = signal<number | undefined>(undefined);
  const refusal$ = signal<CallError | undefined>(undefined);
  const isLate$ = signal(false);
  let isOutdated = false;
  const transport$ = signal<LivekitTransport | undefined>(undefined);
  let renewAt = Infinity;

  const stateKey = membershipStateKey({
    userId: room.userId,
    deviceId: room.deviceId,
    roomVersion: roomVersion(room),
  });
  const announcement = createAnnouncement(room, stateKey);
  const delayedLeave = createDelayedLeave(work, { room, clock, config, stateKey });
  const ownEvent = watchOwnEvent(work, {
    room,
    stateKey,
    onGone() {
      isOutdated = true;
      alarm.ring();
    },
  });

  const cancel = (delayId: string | undefined) => {
    if (delayId !== undefined) room.updateDelayed(delayId, "cancel").catch(leaveItBe);
  };
  const stop = () => {
    const delayId = delayedLeave.release();
    work.end();
    return delayId;
  };
  const refuse = (error: unknown) => {
    cancel(stop());
    refusal$.value = toRefusal(error);
  };

  const announce = async () => {
    while (!work.ended) {
      const transport = transport$.peek();
      if (transport === undefined) return;
      const now = clock.now();
      const joinedAt = ownEvent.joinedAt ?? sentAt$.peek();
      ownEvent.expectNew();
      isOutdated = false;
      try {
        const request = announcement.send(
          transport,
          joinedAt === undefined ? undefined : { joinedAt, now },
        );
        await answerWithin(work, clock, config.requestTimeoutMs, request, noAnswer);
        sentAt$.value ??= clock.now();
        renewAt = now + membershipLifetimeMs - config.renewBeforeMs;
        return;
      } catch (error) {
        if (work.ended) return;
        const waitMs = retryAfter(error, config.retryEveryMs);
        if (waitMs === undefined) refuse(error);
        else await pause(work, clock, waitMs);
      }
    }
  };

  /** Returns when to look again. */
  const keepAlive = async (): Promise<number> => {
    let nextInMs = Infinity;
    let wasLost = false;
    if (!delayedLeave.unsupported$.peek()) {
      const restarted = await delayedLeave.restart();
      ({ nextInMs, lost: wasLost } = restarted);
      if (wasLost) await delayedLeave.arm();
    }
    const isMissing = isOutdated || (wasLost && !ownEvent.isPresent());
    if (work.ended || (!isMissing && clock.now() < renewAt)) return nextInMs;
    await announce();
    return 0;
  };

  const run = async () => {
    await delayedLeave.arm();
    transport$.value = await deps.transport.catch(() => undefined);
    if (transport$.peek() === undefined) return;
    await announce();
    while (!work.ended) {
      const nextInMs = await keepAlive();
      await alarm.wait(Math.min(nextInMs, renewAt - clock.now()));
    }
  };
  run().catch(refuse);

  const leaveAtOnce = () => {
    if (work.ended) return;
    const delayId = stop();
    // An announcement on its way could arrive after the leave: then the delayed leave has to stay.
    if (announcement.pending !== undefined) return;
    if (!announcement.accepted) cancel(delayId);
    else if (delayId === undefined) announcement.withdraw().catch(leaveItBe);
    else room.updateDelayed(delayId, "send").catch(leaveItBe);
  };
  scope.onEnd(leaveAtOnce);
  work.onEnd(
    clock.after(config.leaveDelayMs - config.riskMarginMs, () => {
      isLate$.value = true;
    }),
  );

  return {
    sentAt$,
    refusal$,
    atRisk$: computed(
      () => delayedLeave.due$.value || (isLate$.value && sentAt$.value === undefined),
    ),
    noDelayedLeave$: delayedLeave.unsupported$,
    leaveAtOnce,
    moveTo(next) {
      if (transport$.peek()?.serviceUrl === next.serviceUrl) return;
      transport$.value = next;
      isOutdated = true;
      alarm.ring();
    },
    handOver() {
      if (!work.ended) cancel(stop());
    },
    async leave() {
      if (work.ended) return;
      const delayId = stop();
      const timely = (request: Promise<void>) =>
        answerWithin(scope, clock, config.leaveTimeoutMs, request, noAnswer);
      if (announcement.pending !== undefined) {
        await timely(announcement.pending).catch(leaveItBe);
        if (announcement.pending !== undefined) return;
      }
      if (!announcement.accepted) return cancel(delayId);
      try {
        if (delayId === undefined) await timely(announcement.withdraw());
        else await timely(room.updateDelayed(delayId, "send"));
      } catch {
        if (delayId !== undefined) await timely(announcement.withdraw()).catch(leaveItBe);
      }
    },
  };
}

/** Nothing is left that we could do; the homeserver's timers do the rest. */
function leaveItBe(): void {}

function roomVersion(room: MatrixRoomPort): string {
  return parseRoomVersion(room.state$("m.room.create").peek().get("")?.content) ?? "";
}

function toRefusal(error: unknown): CallError {
  if (error instanceof MatrixRequestError && error.status === 403) {
    return new CallError("MEMBERSHIP_FORBIDDEN", { cause: error });
  }
  return toCallError(error);
}
