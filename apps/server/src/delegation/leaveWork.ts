import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../time/clock.ts";
import type {
  ActionOutcome,
  ActOnDelayedEvent,
  DelayedEventAction,
} from "./delayedEventActions.ts";
import type { DelayIdCipher } from "./delayIdCipher.ts";
import type { DelegationMetrics } from "./delegationMetrics.ts";
import type { DelegationStore } from "./delegationStore.ts";
import type { LeaveChanges } from "./leaveChanges.ts";
import type { LeaveEnded } from "./leaveJob.ts";
import type { LeaveInput } from "./leaveMachine.ts";
import { dueAt, type LeavePlan, planLeave } from "./leavePlan.ts";
import type { LookForDevices, Sight } from "./presence.ts";
import type { StoredLeave } from "./storedLeave.ts";

/**
 * Does the next thing that is due for each of these claimed leaves, and ends the claim. Each promise stands for one of
 * them; it resolves with when that one is due again, undefined when it is not ours any more. `mayStill` is asked before
 * a homeserver is.
 */
export type WorkOnLeaves = (
  leaves: readonly StoredLeave[],
  mayStill: () => boolean,
) => readonly Promise<number | undefined>[];

export interface LeaveWorkDeps {
  readonly store: Pick<DelegationStore, "identities">;
  readonly changes: LeaveChanges;
  readonly look: LookForDevices;
  readonly act: ActOnDelayedEvent;
  readonly cipher: DelayIdCipher;
  readonly clock: Clock;
  readonly metrics: DelegationMetrics;
  readonly log: Pick<FastifyBaseLogger, "info" | "warn" | "debug">;
}

type Result = LeaveInput | LeaveEnded | undefined;

export function createLeaveWork(deps: LeaveWorkDeps): WorkOnLeaves {
  const { store, changes, look, act, cipher, clock, metrics, log } = deps;

  /** One question for each room. */
  function lookForAll(leaves: readonly StoredLeave[]): (leave: StoredLeave) => Promise<Sight> {
    const identities = store.identities(leaves);
    const rooms = Map.groupBy(leaves, ({ room }) => room);
    const sights = new Map(
      [...rooms].map(([room, here]) => [
        room,
        identities.then(async (names) => {
          const devices = here.map(({ generation }) => names.get(generation) ?? []);
          const found = await look(room, devices);
          return new Map(here.map(({ generation }, index) => [generation, found[index]]));
        }),
      ]),
    );
    return async ({ room, generation }) => (await sights.get(room))?.get(generation) ?? "silent";
  }

  async function request(
    leave: StoredLeave,
    action: DelayedEventAction,
    mayStill: () => boolean,
  ): Promise<Result> {
    const delayId = cipher.decrypt(leave.encryptedDelayId, leave);
    if (delayId === undefined) return { ended: "unreadable" };
    const askedAt = clock.now();
    const { userId, asAppService } = leave;
    const outcome = await act({ userId, delayId, asAppService }, action, mayStill);
    metrics.countAction(action, outcome.kind);
    if (outcome.kind === "failed") logFailure(leave, action, outcome);
    switch (outcome.kind) {
      case "done":
        return action === "send" ? { kind: "sent" } : { kind: "restarted", askedAt };
      case "unasked":
        return undefined;
      case "gone":
      case "failed":
        return outcome;
    }
  }

  function logFailure(
    { job, room, userId }: StoredLeave,
    action: DelayedEventAction,
    { cause }: Extract<ActionOutcome, { kind: "failed" }>,
  ): void {
    if (cause === "held back") return;
    const isFirst = job.phase !== "waiting" && job.failures === 0;
    const text = `a delegated leave was not ${action === "send" ? "sent" : "restarted"} yet`;
    log[isFirst ? "warn" : "debug"]({ room, userId, ...cause }, text);
  }

  async function carryOut(
    plan: LeavePlan,
    leave: StoredLeave,
    sightOf: (leave: StoredLeave) => Promise<Sight>,
    mayStill: () => boolean,
  ): Promise<Result> {
    switch (plan) {
      case "look": {
        const sight = await sightOf(leave);
        metrics.countAction(plan, sight);
        return { kind: sight };
      }
      case "restart":
      case "send":
        return request(leave, plan, mayStill);
      case "drop":
        return { ended: "expired" };
      case "wait":
        return undefined;
    }
  }

  return (leaves, mayStill) => {
    const now = clock.now();
    const planned = leaves.map((leave) => ({ leave, plan: planLeave(leave.job, now) }));
    const toSee = planned.filter(({ plan }) => plan === "look").map(({ leave }) => leave);
    const sightOf = lookForAll(toSee);
    return planned.map(async ({ leave, plan }) => {
      const result = await carryOut(plan, leave, sightOf, mayStill);
      const next = await changes.finish(leave, result);
      if (next === undefined) return undefined;
      if (!("ended" in next)) return dueAt(next);
      const { room, userId } = leave;
      metrics.countEnd(next.ended);
      log.info({ room, userId, end: next.ended }, "done with a delegated leave");
      return undefined;
    });
  };
}
