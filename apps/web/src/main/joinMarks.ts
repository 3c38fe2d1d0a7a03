import { type Call, effect, type ReadonlySignal, type Scope } from "@confab/core";
import type { JoinMarks } from "../ui/surroundings.ts";

const click = "confab:join-click";
const firstFrame = "confab:first-remote-frame";

const timingMarks = {
  tokenReady: "confab:token-ready",
  sfuConnected: "confab:sfu-connected",
  membershipSent: "confab:membership-sent",
} as const;

/** Puts a join's steps on the browser's performance timeline, where the bench and a person's profiler find them. */
export function createJoinMarks(
  scope: Scope,
  call$: ReadonlySignal<Call | undefined>,
  performance: Performance,
): JoinMarks {
  const isMarked = (name: string) => performance.getEntriesByName(name, "mark").length > 0;
  const markTimings = (call: Call) => {
    for (const step of ["tokenReady", "sfuConnected", "membershipSent"] as const) {
      const at = call.timings[step];
      if (at === undefined || isMarked(timingMarks[step])) continue;
      performance.mark(timingMarks[step], { startTime: Math.max(0, at - performance.timeOrigin) });
    }
  };
  scope.onEnd(
    effect(() => {
      const call = call$.value;
      if (call === undefined) return;
      // Each of them changes when a step has been taken.
      void call.phase$.value;
      void call.participants$.value;
      markTimings(call);
    }),
  );
  return {
    joinClicked() {
      for (const name of [click, firstFrame, ...Object.values(timingMarks)]) {
        performance.clearMarks(name);
      }
      performance.mark(click);
    },
    firstRemoteFrame() {
      if (!isMarked(firstFrame)) performance.mark(firstFrame);
      const call = call$.peek();
      if (call !== undefined) markTimings(call);
    },
  };
}
