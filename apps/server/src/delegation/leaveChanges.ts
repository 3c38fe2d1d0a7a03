import type { Clock } from "../time/clock.ts";
import type { DelegationStore } from "./delegationStore.ts";
import type { LeaveEnded, LeaveJob } from "./leaveJob.ts";
import { advanceLeave, type LeaveContext, type LeaveInput } from "./leaveMachine.ts";
import type { StoredLeave } from "./storedLeave.ts";

/**
 * Changes delegated leaves by what is heard of them. Anybody may do so at the same time, on any replica: a change is
 * written only onto what it was made from, and made again otherwise.
 */
export interface LeaveChanges {
  /** What the SFU told. Resolves with the state after it; undefined when it is no more. */
  tell(leave: StoredLeave, input: LeaveInput): Promise<LeaveJob | undefined>;
  /**
   * What came of a claimed leave, if anything, and the end of the claim. Resolves with the state after it; undefined when
   * it is another's by now, or no more, and nothing was written.
   */
  finish(
    leave: StoredLeave,
    result: LeaveInput | LeaveEnded | undefined,
  ): Promise<LeaveJob | LeaveEnded | undefined>;
}

export interface LeaveChangesDeps {
  readonly store: DelegationStore;
  readonly clock: Clock;
  readonly context: (room: string) => LeaveContext;
}

export function createLeaveChanges({ store, clock, context }: LeaveChangesDeps): LeaveChanges {
  return {
    async tell(leave, input) {
      for (let current: StoredLeave | undefined = leave; current !== undefined;) {
        const next = advanceLeave(current.job, input, context(current.room));
        if (next === current.job) return next;
        const isClaimed = current.lease !== null && current.nextAt > clock.now();
        const isDone =
          "ended" in next
            ? await store.remove(current)
            : await store.save(current, next, isClaimed ? "keep" : "release");
        if (isDone) return "ended" in next ? undefined : next;
        current = await store.reread(current);
      }
      return undefined;
    },

    async finish(leave, result) {
      for (let current = leave; ;) {
        const next = after(current, result, current !== leave);
        const isDone =
          "ended" in next
            ? await store.remove(current)
            : await store.save(current, next, "release");
        if (isDone) return next;
        const reread = await store.reread(current);
        if (reread === undefined || reread.lease !== leave.lease) return undefined;
        current = reread;
      }
    },
  };

  function after(
    { job, room }: StoredLeave,
    result: LeaveInput | LeaveEnded | undefined,
    wasTold: boolean,
  ): LeaveJob | LeaveEnded {
    if (result === undefined) return job;
    if ("ended" in result) return result;
    // What was seen at the SFU may have been before what it told meanwhile.
    return wasTold && isSight(result) ? job : advanceLeave(job, result, context(room));
  }
}

function isSight({ kind }: LeaveInput): boolean {
  return kind === "found" || kind === "absent" || kind === "silent";
}
