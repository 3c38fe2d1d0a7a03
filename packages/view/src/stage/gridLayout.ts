import type { Rect, Size } from "./geometry.ts";

/**
 * Width by height. Cameras send widescreen: a tile may crop it to a portrait where that fills a tall phone, but on a
 * wide stage no more than to a square.
 */
const widest = 16 / 9;
const narrowest = { tallStage: 3 / 4, wideStage: 1 };
/** Tiles never get narrower than this many CSS pixels; the grid scrolls instead. */
const smallestWidth = 132;

export interface GridLayout {
  readonly rects: readonly Rect[];
  /** Greater than the area's height when the grid has to scroll. */
  readonly contentHeight: number;
}

/** Equal tiles for `count` people in `area`, as large as possible, the last row centred. */
export function gridLayout(area: Size, count: number, gap: number): GridLayout {
  if (count === 0 || area.width <= 0 || area.height <= 0) {
    return { rects: [], contentHeight: 0 };
  }
  const { columns, tile } = bestGrid(area, count, gap);
  const rows = Math.ceil(count / columns);
  const contentHeight = rows * tile.height + (rows - 1) * gap;
  const top = Math.max(0, (area.height - contentHeight) / 2);
  const rects = Array.from({ length: count }, (_, index): Rect => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const rowWidth = inRow * tile.width + (inRow - 1) * gap;
    return {
      inline: (area.width - rowWidth) / 2 + (index % columns) * (tile.width + gap),
      block: top + row * (tile.height + gap),
      ...tile,
    };
  });
  return { rects, contentHeight: Math.max(area.height, contentHeight) };
}

interface Grid {
  readonly columns: number;
  readonly tile: Size;
}

function bestGrid(area: Size, count: number, gap: number): Grid {
  let best: Grid | undefined;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = fittingTile(
      (area.width - (columns - 1) * gap) / columns,
      (area.height - (rows - 1) * gap) / rows,
      area.width < area.height ? narrowest.tallStage : narrowest.wideStage,
    );
    const wideEnough = tile.width >= Math.min(smallestWidth, area.width);
    if (wideEnough && (best === undefined || tile.width * tile.height > areaOf(best.tile))) {
      best = { columns, tile };
    }
  }
  return best ?? scrollingGrid(area, count, gap);
}

function fittingTile(width: number, height: number, narrowestRatio: number): Size {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  return {
    width: Math.min(width, height * widest),
    height: Math.min(height, width / narrowestRatio),
  };
}

function scrollingGrid(area: Size, count: number, gap: number): Grid {
  const columns = Math.min(
    count,
    Math.max(1, Math.floor((area.width + gap) / (smallestWidth + gap))),
  );
  const width = (area.width - (columns - 1) * gap) / columns;
  return { columns, tile: { width, height: width / widest } };
}

function areaOf(size: Size): number {
  return size.width * size.height;
}
