import {
  type Call,
  type Clock,
  computed,
  type ReadonlySignal,
  type RemoteMedia,
  type Scope,
} from "@confab/core";
import type { OwnMediaModel } from "../devices/ownMediaModel.ts";
import { createDismissals } from "../notices/dismissals.ts";
import type { Notice, NoticeId } from "../notices/notice.ts";
import { warningNotices } from "../notices/warningNotices.ts";
import { switchScope } from "../reactive/switchScope.ts";
import { createStageModel, type StageModel } from "../stage/stageModel.ts";
import { createCallTiles } from "../tile/callTiles.ts";
import { secondsSince } from "../time/secondsSince.ts";
import { slowAfter } from "../time/slowAfter.ts";
import { type Announcement, announcements } from "./announcements.ts";

/** Joining this long deserves a word. */
const slowJoinMs = 8000;

/** Sound of somebody else, to be played by an element of its own. */
export interface SoundModel {
  /** Stays when the medium is published anew; `media` is another object then. */
  readonly id: string;
  readonly media: RemoteMedia;
}

/** The call as it is shown from the click on Join to the end. */
export interface CallModel {
  readonly callName$: ReadonlySignal<string>;
  /** To share. */
  readonly link: string;
  readonly progress$: ReadonlySignal<"joining" | "joining-slowly" | "joined" | "leaving">;
  /** Since this person joined; 0 before. */
  readonly elapsedSeconds$: ReadonlySignal<number>;
  /** This person included. */
  readonly participantCount$: ReadonlySignal<number>;
  readonly media: OwnMediaModel;
  readonly stage: StageModel;
  readonly sounds$: ReadonlySignal<readonly SoundModel[]>;
  readonly notices$: ReadonlySignal<readonly Notice[]>;
  /** Puts a notice away until its reason comes anew. */
  dismissNotice(id: NoticeId): void;
  readonly announcements$: ReadonlySignal<readonly Announcement[]>;
  leave(): void;
}

interface CallModelDeps {
  readonly call: Call;
  readonly clock: Clock;
  readonly media: OwnMediaModel;
  readonly ownName$: ReadonlySignal<string>;
  readonly link: string;
}

export function createCallModel(scope: Scope, deps: CallModelDeps): CallModel {
  const { call, clock, media } = deps;
  const tiles = createCallTiles(call, deps.ownName$);
  const sinceMs$ = computed(() => {
    const phase = call.phase$.value;
    return phase.kind === "joined" ? phase.sinceMs : undefined;
  });
  const elapsed$ = switchScope(scope, sinceMs$, (joined, sinceMs) =>
    sinceMs === undefined ? undefined : secondsSince(joined, clock, sinceMs),
  );
  const slow$ = slowAfter(scope, clock, slowJoinMs);
  const warnings$ = warningNotices(call);
  const ownTrouble$ = computed(() =>
    [
      media.microphone.problem$.value,
      media.camera.problem$.value,
      media.screen.problem$.value,
    ].filter((notice) => notice !== undefined),
  );
  // What was wrong with own devices from the beginning, the lobby has told.
  const notices = createDismissals(
    scope,
    computed(() => [...warnings$.value, ...ownTrouble$.value]),
    ownTrouble$.peek(),
  );

  return {
    callName$: call.roomName$,
    link: deps.link,
    progress$: computed(() => {
      const { kind } = call.phase$.value;
      if (kind === "joined" || kind === "leaving") return kind;
      return slow$.value ? "joining-slowly" : "joining";
    }),
    elapsedSeconds$: computed(() => elapsed$.value?.value ?? 0),
    participantCount$: computed(() => tiles.people$.value.length),
    media,
    stage: createStageModel(tiles),
    sounds$: sounds(call),
    notices$: notices.shown$,
    dismissNotice: (id) => notices.dismiss(id),
    announcements$: announcements(scope, clock, call),
    leave: () => void call.leave(),
  };
}

function sounds(call: Call): ReadonlySignal<readonly SoundModel[]> {
  return computed(() =>
    call.participants$.value
      .filter((participant) => !participant.isLocal)
      .flatMap((participant) =>
        (["microphone", "screenAudio"] as const).flatMap((source) => {
          const media = participant.media$.value.get(source);
          return media === undefined ? [] : [{ id: `${participant.id}/${source}`, media }];
        }),
      ),
  );
}
