import {
  type CallParticipant,
  type ConnectionQuality,
  type MediaSource,
  type ParticipantStatus,
  type Signal,
  signal,
} from "@confab/core";
import { createFakeCapture } from "../devices/fakeCapture.ts";
import { createFakeMedium, type FakeMedium } from "../sfu/fakeMedium.ts";

/** Somebody in a fake call. */
export interface FakeParticipant extends CallParticipant {
  readonly displayName$: Signal<string>;
  readonly status$: Signal<ParticipantStatus>;
  readonly media$: Signal<ReadonlyMap<MediaSource, FakeMedium>>;
  readonly speaking$: Signal<boolean>;
  readonly quality$: Signal<ConnectionQuality>;
  /** Sends something; sinks get `track`. */
  publish(source: MediaSource, track?: unknown): FakeMedium;
  withdraw(source: MediaSource): void;
}

export function createFakeParticipant(options: {
  readonly name: string;
  readonly isLocal?: boolean;
  readonly joinedAt?: number;
}): FakeParticipant {
  const { name, isLocal = false, joinedAt = 0 } = options;
  const userId = `@${encodeURIComponent(name).toLowerCase()}:fake.test`;
  const deviceId = `DEVICE${joinedAt}`;
  const media$ = signal<ReadonlyMap<MediaSource, FakeMedium>>(new Map());
  return {
    id: `${userId}:${deviceId}`,
    userId,
    deviceId,
    isLocal,
    joinedAt,
    displayName$: signal(name),
    status$: signal<ParticipantStatus>("connected"),
    media$,
    speaking$: signal(false),
    quality$: signal<ConnectionQuality>("good"),
    publish(source, track) {
      const kind = source === "camera" || source === "screen" ? "video" : "audio";
      const capture = createFakeCapture(track === undefined ? { kind } : { kind, track });
      const medium = createFakeMedium(source, capture);
      media$.value = new Map(media$.peek()).set(source, medium);
      return medium;
    },
    withdraw(source) {
      const rest = new Map(media$.peek());
      rest.delete(source);
      media$.value = rest;
    },
  };
}
