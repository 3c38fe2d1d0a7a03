import type { SfuEvent, SfuEventListener } from "../sfu/sfuEvents.ts";
import type { DelegationStore } from "./delegationStore.ts";
import type { LeaveChanges } from "./leaveChanges.ts";
import type { LeaveInput } from "./leaveMachine.ts";
import { dueAt } from "./leavePlan.ts";

export interface SfuListenerDeps {
  readonly store: Pick<DelegationStore, "ofIdentity" | "ofRoom">;
  readonly changes: Pick<LeaveChanges, "tell">;
  /** A leave has something due at this time. */
  readonly onDue: (time: number) => void;
}

/** Tells delegated leaves what the SFU says about their devices and rooms. */
export function createSfuListener({ store, changes, onDue }: SfuListenerDeps): SfuEventListener {
  return async (event) => {
    const input = toInput(event);
    if (input === undefined) return;
    const leaves =
      "identity" in event
        ? await store.ofIdentity(event.room, event.identity)
        : await store.ofRoom(event.room);
    for (const leave of leaves) {
      const job = await changes.tell(leave, input);
      if (job !== undefined) onDue(dueAt(job));
    }
  };
}

function toInput(event: SfuEvent): LeaveInput | undefined {
  switch (event.kind) {
    case "participant-joined":
      return { kind: "joined" };
    case "participant-left":
      return { kind: "left", reason: event.reason };
    case "room-finished":
      return { kind: "room-finished" };
    case "room-started":
    case "track-published":
    case "track-unpublished":
      return undefined;
  }
}
