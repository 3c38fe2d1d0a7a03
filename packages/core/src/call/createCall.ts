import { type CallMembership, parseRoomName } from "@confab/protocol";
import type { CallError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import type { LocalMedia } from "../media/localMedia.ts";
import { byJoining, liveMemberships } from "../membership/liveMemberships.ts";
import { steadyMemberships } from "../membership/steadyMemberships.ts";
import { callParticipants, identityOf } from "../participants/callParticipants.ts";
import { cleanName } from "../participants/displayName.ts";
import { unknownIdentities } from "../participants/unknownIdentities.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/httpClient.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { SfuPort } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  signal,
  untracked,
} from "../reactive/signal.ts";
import { whenever } from "../reactive/whenever.ts";
import { callTransport } from "../transport/callTransport.ts";
import { createGrantSupply } from "../transport/grantSupply.ts";
import type { Call, CallPhase, CallTimings, CallWarning } from "./call.ts";
import { type CallConfig, defaultCallConfig } from "./callConfig.ts";
import { beginStay, type Stay } from "./stay.ts";

export interface CallDeps {
  readonly room: MatrixRoomPort;
  readonly sfu: SfuPort;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Belongs to the caller, who ends it: the lobby's picture outlives a call. */
  readonly local: LocalMedia;
  readonly config?: Partial<CallConfig>;
}

/** One room's call on this device. When the scope ends, whatever runs is stopped, and a leave is sent. */
export function createCall(scope: Scope, deps: CallDeps): Call {
  const { room, sfu, http, clock, local } = deps;
  const config = { ...defaultCallConfig, ...deps.config };
  const phase$ = signal<CallPhase>({ kind: "lobby", prepared: false, problem: undefined });
  const stay$ = signal<Stay | undefined>(undefined);
  const connection$ = computed(() => stay$.value?.connection$.value);
  let timings: CallTimings = {};

  const isOwn = ({ userId, deviceId }: CallMembership) =>
    userId === room.userId && deviceId === room.deviceId;
  const live$ = liveMemberships(scope, { room, clock });
  const grants = createGrantSupply(scope, {
    room,
    http,
    clock,
    config,
    callTransport$: callTransport({ memberships$: live$, isOwn }),
    onGrant: ({ grant: { url, jwt } }) => void sfu.prepare({ url, jwt }),
  });

  /** Ends the stay in the background; the phase says meanwhile what is known. */
  const endStay = (phase: CallPhase): Promise<void> => {
    const stay = stay$.peek();
    if (stay !== undefined) ({ timings } = stay);
    stay$.value = undefined;
    phase$.value = phase;
    return stay?.leave() ?? Promise.resolve();
  };
  const follow = (stay: Stay, failure: CallError | undefined, connectedAt: number | undefined) => {
    if (stay !== stay$.peek()) return;
    if (failure !== undefined) void endStay({ kind: "failed", error: failure });
    else if (connectedAt !== undefined && phase$.peek().kind === "joining") {
      phase$.value = { kind: "joined", sinceMs: connectedAt };
    }
  };
  scope.onEnd(
    effect(() => {
      const stay = stay$.value;
      if (stay === undefined) return;
      const failure = stay.failure$.value;
      const connectedAt = stay.connectedAt$.value;
      untracked(() => follow(stay, failure, connectedAt));
    }),
  );

  const steady$ = steadyMemberships(scope, {
    clock,
    live$,
    isPresent: (one) => connection$.value?.participants$.value.has(identityOf(one)) === true,
    graceMs: config.absenceGraceMs,
  });
  const listed$ = listedMemberships({ room, known$: steady$, phase$, isOwn });

  return {
    roomId: room.roomId,
    local,
    phase$,
    roomName$: roomName(room),
    participants$: callParticipants({
      room,
      memberships$: listed$,
      connection$,
      serviceUrl$: computed(() => grants.transport$.value?.serviceUrl),
    }),
    unknownIdentities$: unknownIdentities(scope, {
      clock,
      connection$,
      memberships$: live$,
      graceMs: config.unknownGraceMs,
    }),
    warnings$: computed(() => {
      const warnings = new Set<CallWarning>(stay$.value?.warnings$.value);
      if (!room.online$.value) warnings.add("homeserver-unreachable");
      return warnings;
    }),
    publishProblem$: computed(() => stay$.value?.publishProblem$.value),
    playbackBlocked$: computed(() => connection$.value?.playbackBlocked$.value ?? false),
    async resumePlayback() {
      await connection$.peek()?.resumePlayback();
    },
    get timings() {
      return stay$.peek()?.timings ?? timings;
    },
    async prepare() {
      if (phase$.peek().kind !== "lobby") return;
      phase$.value = { kind: "lobby", prepared: false, problem: undefined };
      const problem = await grants.prepare().then(() => undefined, toCallError);
      if (phase$.peek().kind !== "lobby" || scope.ended) return;
      phase$.value = { kind: "lobby", prepared: problem === undefined, problem };
    },
    async join() {
      const { kind } = phase$.peek();
      if (scope.ended || kind === "joining" || kind === "joined" || kind === "leaving") return;
      // First the connection: whoever draws the change of phase keeps the processor for a while.
      const stay = beginStay(scope, {
        room,
        sfu,
        clock,
        config,
        local,
        grants,
        memberships$: live$,
        isOwn,
      });
      batch(() => {
        phase$.value = { kind: "joining" };
        stay$.value = stay;
      });
      await whenever(
        scope,
        computed(() => phase$.value.kind !== "joining"),
      );
    },
    async leave() {
      const { kind } = phase$.peek();
      if (kind !== "joining" && kind !== "joined") return;
      await endStay({ kind: "leaving" });
      if (phase$.peek().kind === "leaving") phase$.value = { kind: "left" };
    },
    leaveOnUnload() {
      const stay = stay$.peek();
      if (stay === undefined) return;
      stay$.value = undefined;
      phase$.value = { kind: "left" };
      stay.leaveAtOnce();
    },
  };
}

/** Who is shown: everybody with a membership; this device only while it is in, then whatever sync says. */
function listedMemberships(deps: {
  readonly room: MatrixRoomPort;
  readonly known$: ReadonlySignal<readonly CallMembership[]>;
  readonly phase$: ReadonlySignal<CallPhase>;
  readonly isOwn: (membership: CallMembership) => boolean;
}): ReadonlySignal<readonly CallMembership[]> {
  const { room, known$, phase$, isOwn } = deps;
  const { userId, deviceId } = room;
  const sinceMs$ = computed(() =>
    phase$.value.kind === "joined" ? phase$.value.sinceMs : undefined,
  );
  return computed(() => {
    const sinceMs = sinceMs$.value;
    if (sinceMs === undefined) return known$.value.filter((one) => !isOwn(one));
    if (known$.value.some(isOwn)) return known$.value;
    const own: CallMembership = {
      userId,
      deviceId,
      joinedAt: sinceMs,
      expiresAt: Infinity,
      transports: [],
      selection: "oldest_membership",
    };
    return [...known$.value, own].sort(byJoining);
  });
}

function roomName(room: MatrixRoomPort): ReadonlySignal<string> {
  const names$ = room.state$("m.room.name");
  return computed(() => cleanName(parseRoomName(names$.value.get("")?.content) ?? ""));
}
