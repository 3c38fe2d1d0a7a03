import type { CallMembership } from "@confab/protocol";
import type { CallError } from "../errors/callError.ts";
import type { LocalMedia } from "../media/localMedia.ts";
import { joinMembership, type OwnMembership } from "../membership/ownMembership.ts";
import type { Clock } from "../ports/clock.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { SfuConnection, SfuPort } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, type ReadonlySignal, signal } from "../reactive/signal.ts";
import { whenever } from "../reactive/whenever.ts";
import { publishLocalMedia } from "../sfu/localPublishing.ts";
import { openSfuSession, type SfuSessionState } from "../sfu/sfuSession.ts";
import { followSilencing } from "../sfu/silencedMedia.ts";
import { pause } from "../time/pause.ts";
import { settleTransport } from "../transport/callTransport.ts";
import type { GrantSupply } from "../transport/grantSupply.ts";
import type { CallTimings, CallWarning } from "./call.ts";
import type { CallConfig } from "./callConfig.ts";

/** One stay in the call, from the click on Join to its end: the SFU and the membership, side by side. */
export interface Stay {
  readonly connection$: ReadonlySignal<SfuConnection | undefined>;
  /** When media first could flow, milliseconds since the Unix epoch. */
  readonly connectedAt$: ReadonlySignal<number | undefined>;
  /** Why the stay cannot go on. */
  readonly failure$: ReadonlySignal<CallError | undefined>;
  readonly warnings$: ReadonlySignal<readonly CallWarning[]>;
  readonly publishProblem$: ReadonlySignal<CallError | undefined>;
  readonly timings: Readonly<CallTimings>;
  /** Resolves when the leave is sent, or has taken too long. Never rejects. */
  leave(): Promise<void>;
  leaveAtOnce(): void;
}

interface StayDeps {
  readonly room: MatrixRoomPort;
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly config: CallConfig;
  readonly local: LocalMedia;
  readonly grants: GrantSupply;
  /** Those that count now, oldest first. */
  readonly memberships$: ReadonlySignal<readonly CallMembership[]>;
  readonly isOwn: (membership: CallMembership) => boolean;
}

/** Enters the SFU and announces the membership at the same time: neither waits for the other. */
export function beginStay(parent: Scope, deps: StayDeps): Stay {
  const { room, sfu, clock, config, local, grants, memberships$, isOwn } = deps;
  const scope = parent.child();
  const marks: { -readonly [Mark in keyof CallTimings]: CallTimings[Mark] } = {
    joinClicked: clock.now(),
  };
  const connectedAt$ = signal<number | undefined>(undefined);
  const problems$ = signal<ReadonlySignal<CallError | undefined> | undefined>(undefined);
  const silenced$ = signal<ReadonlySignal<boolean> | undefined>(undefined);
  const membership$ = signal<OwnMembership | undefined>(undefined);

  const firstGrant = grants.take(scope);
  const noteToken = async () => {
    await firstGrant;
    marks.tokenReady = clock.now();
  };
  // What is wrong with the grant is told by the session, which waits for it, too.
  noteToken().catch(() => {});

  const session = openSfuSession(scope, {
    sfu,
    clock,
    config,
    grants,
    firstGrant,
    onConnected(own, connection) {
      marks.sfuConnected ??= clock.now();
      connectedAt$.value ??= clock.now();
      problems$.value = publishLocalMedia(own, { connection, local, clock, config });
      silenced$.value = followSilencing(own, connection, local);
    },
  });

  const announce = async () => {
    // The state key depends on the room's version.
    await whenever(scope, room.ready$);
    if (isOver()) return;
    const transport = firstGrant.then((taken) => taken.transport);
    const membership = joinMembership(scope, { room, clock, config, transport });
    membership$.value = membership;
    await whenever(
      scope,
      computed(() => membership.sentAt$.value !== undefined),
    );
    settleTransport(scope, {
      clock,
      config,
      memberships$,
      isOwn,
      onElsewhere(oldest) {
        membership.moveTo(oldest);
        session.move(oldest);
      },
    });
  };
  const isOver = () => scope.ended || isEnd(session.state$.peek());
  void announce();

  return {
    connection$: session.connection$,
    connectedAt$,
    failure$: computed(() => {
      const state = session.state$.value;
      if (state.kind === "failed") return state.error;
      return membership$.value?.refusal$.value;
    }),
    warnings$: computed(() => {
      const warnings: CallWarning[] = [];
      const membership = membership$.value;
      if (session.state$.value.kind === "reconnecting") warnings.push("sfu-reconnecting");
      if (membership?.atRisk$.value === true) warnings.push("membership-at-risk");
      if (membership?.noDelayedLeave$.value === true) warnings.push("no-delayed-leave");
      if (silenced$.value?.value === true) warnings.push("silenced");
      return warnings;
    }),
    publishProblem$: computed(() =>
      session.connection$.value === undefined ? undefined : problems$.value?.value,
    ),
    get timings() {
      const membershipSent = membership$.peek()?.sentAt$.peek();
      return membershipSent === undefined ? marks : { ...marks, membershipSent };
    },
    async leave() {
      const membership = membership$.peek();
      if (isTakenOver(session.state$.peek())) membership?.handOver();
      session.close();
      const leaving = (membership?.leave() ?? Promise.resolve()).finally(() => scope.end());
      await Promise.race([leaving, pause(scope, clock, config.leaveTimeoutMs)]);
    },
    leaveAtOnce() {
      membership$.peek()?.leaveAtOnce();
      scope.end();
    },
  };
}

function isEnd(state: SfuSessionState): boolean {
  return state.kind === "failed" || state.kind === "closed";
}

/** Another tab of the same device has joined: the membership is that tab's now, under the same state key. */
function isTakenOver(state: SfuSessionState): boolean {
  return state.kind === "failed" && state.error.data["reason"] === "duplicate-identity";
}
