import {
  type Call,
  type CallParticipant,
  computed,
  mapKeyed,
  type ReadonlySignal,
} from "@confab/core";
import { distinct, sameItems } from "../reactive/distinct.ts";
import {
  createOwnScreenTile,
  createOwnTile,
  createRemoteTile,
  tileId,
  type TileModel,
} from "./tileModel.ts";

export interface CallTiles {
  /** One per participant, oldest first, the own one last. */
  readonly people$: ReadonlySignal<readonly TileModel[]>;
  /** Screens that others share, in the order in which their owners joined. */
  readonly screens$: ReadonlySignal<readonly TileModel[]>;
  /** The own shared screen. */
  readonly ownScreen$: ReadonlySignal<TileModel | undefined>;
}

/** Who and what is on the screen. A tile lives exactly as long as what it shows. */
export function createCallTiles(call: Call, ownName$: ReadonlySignal<string>): CallTiles {
  const others$ = computed(() => call.participants$.value.filter((someone) => !someone.isLocal));
  const cameras$ = tilesOf(others$, "camera");
  // Media come and go all the time; the list changes only with who shares.
  const sharing$ = distinct(
    computed(() => others$.value.filter((one) => one.media$.value.has("screen"))),
    sameItems,
  );
  const ownCamera = createOwnTile(call, ownName$);
  const ownScreen = createOwnScreenTile(call, ownName$);
  return {
    people$: computed(() => [...cameras$.value, ownCamera]),
    screens$: tilesOf(sharing$, "screen"),
    ownScreen$: computed(() =>
      call.local.screen.capture$.value === undefined ? undefined : ownScreen,
    ),
  };
}

function tilesOf(
  participants$: ReadonlySignal<readonly CallParticipant[]>,
  source: "camera" | "screen",
): ReadonlySignal<readonly TileModel[]> {
  return mapKeyed(
    participants$,
    (participant) => tileId(participant, source),
    (participant) => createRemoteTile(participant, source),
  );
}
