import type { CallError } from "../errors/callError.ts";
import type { LocalMedia } from "../media/localMedia.ts";
import type { ConnectionQuality, MediaSource, RemoteMedia } from "../ports/sfu.ts";
import type { ReadonlySignal } from "../reactive/signal.ts";

/** Where the call is, for this device. */
export type CallPhase =
  /** Before the click: discovery and tokens are being made ready in the background. */
  | { readonly kind: "lobby"; readonly prepared: boolean; readonly problem: CallError | undefined }
  | { readonly kind: "joining" }
  | { readonly kind: "joined"; readonly sinceMs: number }
  | { readonly kind: "leaving" }
  /** Left on purpose. Joining again is allowed. */
  | { readonly kind: "left" }
  /** Thrown out or given up. Joining again is allowed. */
  | { readonly kind: "failed"; readonly error: CallError };

/** What stands between us and another participant's media. */
export type ParticipantStatus =
  | "connected"
  /** Has a membership, but the SFU does not see them (yet, or any more). */
  | "waiting-for-sfu"
  /** Publishes on an SFU that we are not connected to. */
  | "other-sfu";

/** One device in the call. Lives as long as its membership, which may be renewed or restored meanwhile. */
export interface CallParticipant {
  /** Stable for one device of one user: `user:device`. */
  readonly id: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly isLocal: boolean;
  /** Room display name, or the localpart of the user id. */
  readonly displayName$: ReadonlySignal<string>;
  readonly status$: ReadonlySignal<ParticipantStatus>;
  /** Empty for the local participant: use `Call.local`. */
  readonly media$: ReadonlySignal<ReadonlyMap<MediaSource, RemoteMedia>>;
  readonly speaking$: ReadonlySignal<boolean>;
  readonly quality$: ReadonlySignal<ConnectionQuality>;
  /** When they joined, milliseconds since the Unix epoch. */
  readonly joinedAt: number;
}

/** What runs, but not as it should. The call goes on. */
export type CallWarning =
  /** Media is interrupted; the SFU connection is being restored. */
  | "sfu-reconnecting"
  /** The homeserver cannot be reached: joins and leaves may show late. */
  | "homeserver-unreachable"
  /** Others may see us as gone: the delayed leave could not be restarted in time. */
  | "membership-at-risk"
  /** This homeserver has no delayed events: a crash leaves a ghost until the membership expires. */
  | "no-delayed-leave"
  /** A moderator has switched off a microphone, camera or screen of ours. We may switch it on again. */
  | "silenced";

/** Marks on the way from the click to media, milliseconds since the Unix epoch. For `npm run bench`. */
export interface CallTimings {
  readonly joinClicked?: number;
  readonly tokenReady?: number;
  readonly sfuConnected?: number;
  readonly membershipSent?: number;
}

/** One room's call on this device. */
export interface Call {
  readonly roomId: string;
  readonly local: LocalMedia;
  readonly phase$: ReadonlySignal<CallPhase>;
  /** Name of the Matrix room; empty when it has none. */
  readonly roomName$: ReadonlySignal<string>;
  /** Everyone with a membership, this device included once joined, oldest first. Known in the lobby, too. */
  readonly participants$: ReadonlySignal<readonly CallParticipant[]>;
  /** Identities on the SFU that belong to no membership: shown, not hidden (MSC4143 access control). */
  readonly unknownIdentities$: ReadonlySignal<readonly string[]>;
  readonly warnings$: ReadonlySignal<ReadonlySet<CallWarning>>;
  /** A source that is wanted and captured but could not be sent. */
  readonly publishProblem$: ReadonlySignal<CallError | undefined>;
  /** True while the browser refuses to play sound before a click. */
  readonly playbackBlocked$: ReadonlySignal<boolean>;
  resumePlayback(): Promise<void>;
  readonly timings: CallTimings;
  /** Does in the lobby what can be done there; problems land in `phase$`. Called again, tries again. */
  prepare(): Promise<void>;
  /** From `lobby`, `left` or `failed`. Problems land in `phase$`; never rejects. */
  join(): Promise<void>;
  /** Leaves the SFU and the room's call. Never rejects; a leave that cannot be sent is left to the delayed leave. */
  leave(): Promise<void>;
  /** For `pagehide`: sends the scheduled leave with a request that outlives the page. */
  leaveOnUnload(): void;
}
