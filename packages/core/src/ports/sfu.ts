import type { Scope } from "../reactive/scope.ts";
import type { ReadonlySignal } from "../reactive/signal.ts";
import type { Capture } from "./mediaDevices.ts";
import type { MediaSink } from "./mediaSink.ts";

/** Where media comes from. One of each per participant. */
export type MediaSource = "microphone" | "camera" | "screen" | "screenAudio";

/** What is needed to enter one SFU room. `jwt` is a secret. */
export interface SfuGrant {
  /** WebSocket URL of the SFU. */
  readonly url: string;
  readonly jwt: string;
}

/** Why a connection ended, or could not be made. */
export type SfuCloseReason =
  | "left"
  | "unreachable"
  | "unauthorised"
  | "room-missing"
  | "full"
  | "duplicate-identity"
  | "removed"
  | "room-closed"
  | "server-shutdown"
  | "media-failed"
  | "unknown";

export type SfuState = "connected" | "reconnecting" | "closed";

export type ConnectionQuality = "good" | "poor" | "lost" | "unknown";

/** One published medium of somebody else. */
export interface RemoteMedia {
  readonly source: MediaSource;
  readonly muted$: ReadonlySignal<boolean>;
  /** True once the medium can be shown or played. */
  readonly subscribed$: ReadonlySignal<boolean>;
  /** Width divided by height; undefined until the first frame is known. */
  readonly aspectRatio$: ReadonlySignal<number | undefined>;
  /** Shows or plays the medium there, now or as soon as it is subscribed. Returns the detach function. */
  attach(sink: MediaSink): () => void;
}

export interface SfuParticipant {
  /** The SFU's identity for one membership. */
  readonly identity: string;
  readonly media$: ReadonlySignal<ReadonlyMap<MediaSource, RemoteMedia>>;
  readonly speaking$: ReadonlySignal<boolean>;
  readonly quality$: ReadonlySignal<ConnectionQuality>;
}

/** One connection to one SFU room. Publishing calls may be made in any order; the last one for a source wins. */
export interface SfuConnection {
  readonly identity: string;
  readonly state$: ReadonlySignal<SfuState>;
  /** Set once, when `state$` becomes `closed`. */
  readonly closeReason$: ReadonlySignal<SfuCloseReason | undefined>;
  /** Everybody else, by identity. */
  readonly participants$: ReadonlySignal<ReadonlyMap<string, SfuParticipant>>;
  readonly localSpeaking$: ReadonlySignal<boolean>;
  readonly localQuality$: ReadonlySignal<ConnectionQuality>;
  /**
   * Sends `capture` as `source`, replacing what was sent before. With `undefined` the source is muted
   * (microphone, camera) or unpublished (screen). Rejects with `CallError` code `PUBLISH_FAILED`.
   */
  publish(source: MediaSource, capture: Capture | undefined): Promise<void>;
  /**
   * Hears when a moderator has muted a source of ours. It stays muted until it is published again. Returns the
   * function that ends it.
   */
  onSilenced(listener: (source: MediaSource) => void): () => void;
  /** Where remote audio is played; a missing device falls back to the default. */
  setSpeaker(deviceId: string | undefined): Promise<void>;
  /** True while the browser refuses to play sound before a click. */
  readonly playbackBlocked$: ReadonlySignal<boolean>;
  /** To be called in a click handler. */
  resumePlayback(): Promise<void>;
  close(): Promise<void>;
}

export interface SfuPort {
  /** Loads code and warms DNS, TLS and signalling, without entering the room. Idempotent, never rejects. */
  prepare(grant: SfuGrant): Promise<void>;
  /** Rejects with `SfuConnectError`. The connection, even a half-opened one, closes when `scope` ends. */
  connect(scope: Scope, grant: SfuGrant): Promise<SfuConnection>;
}
