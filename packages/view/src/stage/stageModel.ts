import { computed, type ReadonlySignal, signal } from "@confab/core";
import type { CallTiles } from "../tile/callTiles.ts";
import type { TileModel } from "../tile/tileModel.ts";
import type { Rect, Size } from "./geometry.ts";
import { gridLayout } from "./gridLayout.ts";
import { stripLayout } from "./stripLayout.ts";

/** Between tiles, CSS pixels. */
const gap = 12;
const narrowGap = 8;
const narrowStage = 600;

export interface StageLayout {
  readonly kind: "grid" | "spotlight";
  /** Where the shared screen is. */
  readonly spotlight: Rect | undefined;
  /** Where everybody else is; scrolls when its content is larger. */
  readonly people: Rect;
  readonly content: Size;
  /** Tiles inside the content, in the order of `people$`. */
  readonly rects: readonly Rect[];
}

/** What is where on the stage. */
export interface StageModel {
  /** The screen that is shown large. */
  readonly spotlight$: ReadonlySignal<TileModel | undefined>;
  /** Everything else, in a stable order: others oldest first, other screens, oneself. */
  readonly people$: ReadonlySignal<readonly TileModel[]>;
  readonly layout$: ReadonlySignal<StageLayout>;
  /** To be told whenever the stage's size changes. */
  resize(size: Size): void;
  /** Shows another of several shared screens large. */
  readonly bringForward: (tileId: string) => void;
}

export function createStageModel(tiles: CallTiles): StageModel {
  const size$ = signal<Size>({ width: 0, height: 0 });
  const chosen$ = signal<string | undefined>(undefined);

  const spotlight$ = computed(() => {
    const screens = tiles.screens$.value;
    return screens.find((tile) => tile.id === chosen$.value) ?? screens.at(-1);
  });
  const people$ = computed(() => {
    const ownScreen = tiles.ownScreen$.value;
    return [
      ...tiles.people$.value,
      ...tiles.screens$.value.filter((tile) => tile !== spotlight$.value),
      // The own screen stays small: shown large, it would show itself in itself.
      ...(ownScreen === undefined ? [] : [ownScreen]),
    ];
  });
  const hasSpotlight$ = computed(() => spotlight$.value !== undefined);
  const count$ = computed(() => people$.value.length);

  return {
    spotlight$,
    people$,
    layout$: computed(() =>
      hasSpotlight$.value
        ? spotlightStage(size$.value, count$.value)
        : gridStage(size$.value, count$.value),
    ),
    resize(size) {
      const known = size$.peek();
      if (known.width !== size.width || known.height !== size.height) size$.value = size;
    },
    bringForward(tileId) {
      if (tiles.screens$.peek().some((tile) => tile.id === tileId)) chosen$.value = tileId;
    },
  };
}

function gapFor(stage: Size): number {
  return stage.width < narrowStage ? narrowGap : gap;
}

function gridStage(stage: Size, count: number): StageLayout {
  const grid = gridLayout(stage, count, gapFor(stage));
  return {
    kind: "grid",
    spotlight: undefined,
    people: { inline: 0, block: 0, ...stage },
    content: { width: stage.width, height: grid.contentHeight },
    rects: grid.rects,
  };
}

function spotlightStage(stage: Size, count: number): StageLayout {
  const space = gapFor(stage);
  const { spotlight, strip, direction, tile } = stripLayout(stage, space);
  const alongColumn = direction === "column";
  const length = count * (alongColumn ? tile.height : tile.width) + Math.max(0, count - 1) * space;
  return {
    kind: "spotlight",
    spotlight,
    people: strip,
    content: {
      width: alongColumn ? strip.width : Math.max(strip.width, length),
      height: alongColumn ? Math.max(strip.height, length) : strip.height,
    },
    rects: Array.from({ length: count }, (_, index) => ({
      inline: alongColumn ? 0 : index * (tile.width + space),
      block: alongColumn ? index * (tile.height + space) : 0,
      ...tile,
    })),
  };
}
