import {
  type Call,
  type CallError,
  type CallPhase,
  type CallWarning,
  type LocalMedia,
  type Signal,
  signal,
} from "@confab/core";
import type { FakeParticipant } from "./fakeParticipant.ts";

/** A call that stays where the test puts it. */
export interface FakeCall extends Call {
  readonly phase$: Signal<CallPhase>;
  readonly roomName$: Signal<string>;
  readonly participants$: Signal<readonly FakeParticipant[]>;
  readonly unknownIdentities$: Signal<readonly string[]>;
  readonly warnings$: Signal<ReadonlySet<CallWarning>>;
  readonly publishProblem$: Signal<CallError | undefined>;
  readonly playbackBlocked$: Signal<boolean>;
  /** What was asked of it, oldest first. */
  readonly asked: readonly ("prepare" | "join" | "leave" | "leaveOnUnload" | "resumePlayback")[];
}

/** Joining only changes the phase to `joining`, leaving to `left`; everything else is the test's to do. */
export function createFakeCall(local: LocalMedia, roomName = "Monday coffee"): FakeCall {
  const asked: FakeCall["asked"][number][] = [];
  const phase$ = signal<CallPhase>({ kind: "lobby", prepared: false, problem: undefined });
  const playbackBlocked$ = signal(false);
  return {
    roomId: "!room",
    local,
    phase$,
    roomName$: signal(roomName),
    participants$: signal<readonly FakeParticipant[]>([]),
    unknownIdentities$: signal<readonly string[]>([]),
    warnings$: signal<ReadonlySet<CallWarning>>(new Set()),
    publishProblem$: signal<CallError | undefined>(undefined),
    playbackBlocked$,
    timings: {},
    asked,
    async resumePlayback() {
      asked.push("resumePlayback");
      playbackBlocked$.value = false;
    },
    async prepare() {
      asked.push("prepare");
    },
    async join() {
      asked.push("join");
      phase$.value = { kind: "joining" };
    },
    async leave() {
      asked.push("leave");
      phase$.value = { kind: "left" };
    },
    leaveOnUnload() {
      asked.push("leaveOnUnload");
    },
  };
}
