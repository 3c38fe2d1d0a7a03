import {
  CallError,
  type Capture,
  computed,
  createEmitter,
  type ConnectionQuality,
  type MediaSource,
  type ReadonlySignal,
  signal,
  type SfuCloseReason,
  type SfuConnection,
  type SfuParticipant,
  type SfuState,
} from "@confab/core";
import { createFakeMedium, type FakeMedium } from "./fakeMedium.ts";

/** Both ends of one connection: what the client holds, what the others see, and what a test turns. */
export interface FakeConnection {
  readonly client: SfuConnection;
  /** How the others see this one. */
  readonly participant: SfuParticipant;
  /** Captures that are sent now, by source. */
  readonly sent: ReadonlyMap<MediaSource, Capture>;
  readonly speaker: string | undefined;
  close(reason: SfuCloseReason): void;
  setState(state: "connected" | "reconnecting"): void;
  setSpeaking(speaking: boolean): void;
  setQuality(quality: ConnectionQuality): void;
  setPlaybackBlocked(blocked: boolean): void;
  /** A moderator mutes a source. */
  silence(source: MediaSource): void;
}

interface FakeConnectionDeps {
  readonly identity: string;
  readonly others$: ReadonlySignal<ReadonlyMap<string, SfuParticipant>>;
  /** Resolves when a publication may be made; rejects to refuse it. */
  readonly admit: (source: MediaSource) => Promise<void>;
  readonly onClose: () => void;
}

const nobody: ReadonlyMap<string, SfuParticipant> = new Map();

export function createFakeConnection(deps: FakeConnectionDeps): FakeConnection {
  const { identity, others$ } = deps;
  const state$ = signal<SfuState>("connected");
  const closeReason$ = signal<SfuCloseReason | undefined>(undefined);
  const media$ = signal<ReadonlyMap<MediaSource, FakeMedium>>(new Map());
  const speaking$ = signal(false);
  const quality$ = signal<ConnectionQuality>("good");
  const playbackBlocked$ = signal(false);
  const silenced = createEmitter<MediaSource>();
  const sent = new Map<MediaSource, Capture>();
  const wishes = new Map<MediaSource, { readonly capture: Capture | undefined }>();
  let speaker: string | undefined;

  const send = (source: MediaSource, capture: Capture) => {
    sent.set(source, capture);
    const medium = media$.peek().get(source);
    if (medium !== undefined) medium.replace(capture);
    else media$.value = new Map(media$.peek()).set(source, createFakeMedium(source, capture));
  };
  const withdraw = (source: MediaSource) => {
    sent.delete(source);
    if (source === "microphone" || source === "camera") {
      media$.peek().get(source)?.mute();
      return;
    }
    const rest = new Map(media$.peek());
    if (rest.delete(source)) media$.value = rest;
  };
  const close = (reason: SfuCloseReason) => {
    if (state$.peek() === "closed") return;
    closeReason$.value = reason;
    state$.value = "closed";
    sent.clear();
    deps.onClose();
  };

  return {
    client: {
      identity,
      state$,
      closeReason$,
      participants$: computed(() => (state$.value === "closed" ? nobody : others$.value)),
      localSpeaking$: speaking$,
      localQuality$: quality$,
      playbackBlocked$,
      async publish(source, capture) {
        const wish = { capture };
        wishes.set(source, wish);
        try {
          if (capture !== undefined) await deps.admit(source);
        } catch (cause) {
          throw new CallError("PUBLISH_FAILED", { cause, data: { source } });
        }
        if (state$.peek() === "closed") throw new CallError("PUBLISH_FAILED", { data: { source } });
        // A newer wish has replaced this one meanwhile.
        if (wishes.get(source) !== wish) return;
        if (capture === undefined) withdraw(source);
        else send(source, capture);
      },
      onSilenced: (listener) => silenced.on(listener),
      async setSpeaker(deviceId) {
        speaker = deviceId;
      },
      async resumePlayback() {
        playbackBlocked$.value = false;
      },
      async close() {
        close("left");
      },
    },
    participant: { identity, media$, speaking$, quality$ },
    sent,
    get speaker() {
      return speaker;
    },
    close,
    setState(state) {
      if (state$.peek() !== "closed") state$.value = state;
    },
    setSpeaking(speaking) {
      speaking$.value = speaking;
    },
    setQuality(quality) {
      quality$.value = quality;
    },
    setPlaybackBlocked(blocked) {
      playbackBlocked$.value = blocked;
    },
    silence(source) {
      if (!sent.has(source)) return;
      media$.peek().get(source)?.mute();
      silenced.emit(source);
    },
  };
}
