import {
  type Call,
  type CallParticipant,
  computed,
  type ReadonlySignal,
  type RemoteMedia,
} from "@confab/core";
import type { Attachable } from "../devices/deviceModel.ts";

/** What stands between a person and this tile's media; `fine` says nothing. */
export type TileTrouble =
  | "fine"
  | "connecting"
  | "other-sfu"
  | "poor-connection"
  | "lost-connection";

/** `contain` shows the whole picture: screens, and portraits that would lose their heads. */
type TileFit = "cover" | "contain";

/** A place on the screen: one participant's camera, or their shared screen. */
export interface TileModel {
  /** Stable while the membership lives; a new one after rejoining. */
  readonly id: string;
  readonly source: "camera" | "screen";
  readonly isLocal: boolean;
  readonly name$: ReadonlySignal<string>;
  /** What to show; undefined while there is no picture. */
  readonly picture$: ReadonlySignal<Attachable | undefined>;
  /** Shown as in a mirror: the own camera. */
  readonly mirrored: boolean;
  readonly fit$: ReadonlySignal<TileFit>;
  /** Always false for screens. */
  readonly muted$: ReadonlySignal<boolean>;
  readonly speaking$: ReadonlySignal<boolean>;
  readonly trouble$: ReadonlySignal<TileTrouble>;
}

/** Narrower pictures than this (width by height) are shown whole. */
const narrowestCover = 0.8;

/** The tile of somebody else's camera, or of their shared screen. */
export function createRemoteTile(
  participant: CallParticipant,
  source: "camera" | "screen",
): TileModel {
  const media$ = computed(() => participant.media$.value.get(source));
  const visible$ = computed(() => {
    const media = media$.value;
    return media === undefined || media.muted$.value ? undefined : media;
  });
  const isScreen = source === "screen";
  return {
    id: tileId(participant, source),
    source,
    isLocal: false,
    name$: participant.displayName$,
    picture$: visible$,
    mirrored: false,
    fit$: computed((): TileFit => {
      const ratio = visible$.value?.aspectRatio$.value;
      return isScreen || (ratio !== undefined && ratio < narrowestCover) ? "contain" : "cover";
    }),
    muted$: computed(() => !isScreen && isSilent(participant.media$.value.get("microphone"))),
    speaking$: computed(() => !isScreen && participant.speaking$.value),
    trouble$: computed(() => trouble(participant)),
  };
}

/** The own camera's tile. It shows from the click on Join on, before the room knows of us. */
export function createOwnTile(call: Call, ownName$: ReadonlySignal<string>): TileModel {
  const { microphone, camera } = call.local;
  const self$ = computed(() => call.participants$.value.find((someone) => someone.isLocal));
  const muted$ = computed(
    () => microphone.capture$.value === undefined || !microphone.wanted$.value,
  );
  return {
    id: "own/camera",
    source: "camera",
    isLocal: true,
    name$: computed(() => self$.value?.displayName$.value ?? ownName$.value),
    picture$: computed(() => (camera.wanted$.value ? camera.capture$.value : undefined)),
    mirrored: true,
    fit$: computed((): TileFit => "cover"),
    muted$,
    speaking$: computed(() => !muted$.value && (self$.value?.speaking$.value ?? false)),
    trouble$: computed((): TileTrouble => {
      const self = self$.value;
      return self === undefined ? "fine" : qualityTrouble(self);
    }),
  };
}

/** The own shared screen, while it runs. */
export function createOwnScreenTile(call: Call, ownName$: ReadonlySignal<string>): TileModel {
  return {
    id: "own/screen",
    source: "screen",
    isLocal: true,
    name$: ownName$,
    picture$: call.local.screen.capture$,
    mirrored: false,
    fit$: computed((): TileFit => "contain"),
    muted$: computed(() => false),
    speaking$: computed(() => false),
    trouble$: computed((): TileTrouble => "fine"),
  };
}

export function tileId(participant: CallParticipant, source: "camera" | "screen"): string {
  return `${participant.id}@${participant.joinedAt}/${source}`;
}

function isSilent(microphone: RemoteMedia | undefined): boolean {
  return microphone === undefined || microphone.muted$.value;
}

function trouble(participant: CallParticipant): TileTrouble {
  switch (participant.status$.value) {
    case "waiting-for-sfu":
      return "connecting";
    case "other-sfu":
      return "other-sfu";
    case "connected":
      return qualityTrouble(participant);
  }
}

function qualityTrouble(participant: CallParticipant): TileTrouble {
  switch (participant.quality$.value) {
    case "poor":
      return "poor-connection";
    case "lost":
      return "lost-connection";
    case "good":
    case "unknown":
      return "fine";
  }
}
