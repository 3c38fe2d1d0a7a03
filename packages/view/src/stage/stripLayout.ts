import type { Rect, Size } from "./geometry.ts";

const tileRatio = 16 / 9;
/** Of the stage's shorter way, and in CSS pixels. */
const share = 0.2;
const thinnest = 88;
const thickest = 148;

/** A shared screen with everybody else in a strip beside it (below it on a tall stage). */
export interface StripLayout {
  readonly spotlight: Rect;
  /** Where the strip is; it scrolls along its longer side. */
  readonly strip: Rect;
  readonly direction: "column" | "row";
  /** Of one tile in the strip. */
  readonly tile: Size;
}

export function stripLayout(stage: Size, gap: number): StripLayout {
  const beside = stage.width >= stage.height;
  const tileHeight = clamp(Math.min(stage.width, stage.height) * share, thinnest, thickest);
  const tile = { width: Math.round(tileHeight * tileRatio), height: Math.round(tileHeight) };
  if (beside) {
    const spotlightWidth = Math.max(0, stage.width - tile.width - gap);
    return {
      spotlight: { inline: 0, block: 0, width: spotlightWidth, height: stage.height },
      strip: { inline: spotlightWidth + gap, block: 0, width: tile.width, height: stage.height },
      direction: "column",
      tile,
    };
  }
  const spotlightHeight = Math.max(0, stage.height - tile.height - gap);
  return {
    spotlight: { inline: 0, block: 0, width: stage.width, height: spotlightHeight },
    strip: { inline: 0, block: spotlightHeight + gap, width: stage.width, height: tile.height },
    direction: "row",
    tile,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
