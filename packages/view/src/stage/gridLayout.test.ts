import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridLayout } from "./gridLayout.ts";

const areas = fc.record({
  width: fc.integer({ min: 200, max: 4000 }),
  height: fc.integer({ min: 200, max: 2500 }),
});
const counts = fc.integer({ min: 1, max: 60 });
/** Sub-pixel rounding of the arithmetic. */
const slack = 0.001;

describe("gridLayout", () => {
  it("[LA1] makes equal tiles that lie inside and never overlap", () => {
    fc.assert(
      fc.property(areas, counts, fc.integer({ min: 0, max: 16 }), (area, count, gap) => {
        const { rects, contentHeight } = gridLayout(area, count, gap);
        expect(rects).toHaveLength(count);
        const [first] = rects;
        for (const rect of rects) {
          expect(rect.width).toBeCloseTo(first?.width ?? 0, 5);
          expect(rect.height).toBeCloseTo(first?.height ?? 0, 5);
          expect(rect.inline).toBeGreaterThanOrEqual(-slack);
          expect(rect.inline + rect.width).toBeLessThanOrEqual(area.width + slack);
          expect(rect.block).toBeGreaterThanOrEqual(-slack);
          expect(rect.block + rect.height).toBeLessThanOrEqual(contentHeight + slack);
        }
        for (const [index, one] of rects.entries()) {
          for (const other of rects.slice(index + 1)) {
            const apart =
              one.inline + one.width <= other.inline + slack ||
              other.inline + other.width <= one.inline + slack ||
              one.block + one.height <= other.block + slack;
            expect(apart).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("[LA2] keeps tiles between portrait or square and widescreen", () => {
    fc.assert(
      fc.property(areas, counts, (area, count) => {
        const ratio = ratioOf(gridLayout(area, count, 8).rects[0]);
        expect(ratio).toBeLessThanOrEqual(16 / 9 + slack);
        expect(ratio).toBeGreaterThanOrEqual((area.width < area.height ? 3 / 4 : 1) - slack);
      }),
    );
  });

  it("[LA3] lets one person fill a widescreen stage", () => {
    expect(gridLayout({ width: 1600, height: 900 }, 1, 12).rects).toEqual([
      { inline: 0, block: 0, width: 1600, height: 900 },
    ]);
  });

  it.each([
    [{ width: 1256, height: 660 }, 2, 2],
    [{ width: 1256, height: 660 }, 3, 2],
    [{ width: 1256, height: 660 }, 5, 3],
    [{ width: 374, height: 720 }, 2, 1],
    [{ width: 374, height: 720 }, 5, 2],
  ])("[LA3] on %o puts %i people into %i columns", (area, count, columns) => {
    const { rects } = gridLayout(area, count, 12);
    const firstRow = rects.filter((rect) => Math.abs(rect.block - (rects[0]?.block ?? 0)) < 1);
    expect(firstRow).toHaveLength(columns);
  });

  it("[LA4] scrolls instead of making tiles that nobody can recognise", () => {
    const { rects, contentHeight } = gridLayout({ width: 360, height: 500 }, 60, 8);
    expect(rects[0]?.width).toBeGreaterThanOrEqual(132);
    expect(contentHeight).toBeGreaterThan(500);
  });

  it("shows nothing on a stage that has no size yet", () => {
    expect(gridLayout({ width: 0, height: 0 }, 3, 8)).toEqual({ rects: [], contentHeight: 0 });
  });
});

function ratioOf(rect: { width: number; height: number } | undefined): number {
  return rect === undefined ? Number.NaN : rect.width / rect.height;
}
