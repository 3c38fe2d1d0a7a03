import { describe, expect, it } from "vitest";
import { soundLevel } from "./soundLevel.ts";

const constant = (value: number) => new Float32Array(4096).fill(value);

describe("sound level", () => {
  it("[BD7] is 0 for silence and below the floor", () => {
    expect(soundLevel(constant(0))).toBe(0);
    expect(soundLevel(constant(0.0005))).toBe(0);
    expect(soundLevel(new Float32Array())).toBe(0);
  });

  it("[BD7] is 1 at full scale and never more", () => {
    expect(soundLevel(constant(1))).toBe(1);
    expect(soundLevel(constant(1.5))).toBe(1);
  });

  it("[BD7] is linear in decibels", () => {
    expect(soundLevel(constant(10 ** (-30 / 20)))).toBeCloseTo(0.5, 5);
    expect(soundLevel(constant(10 ** (-15 / 20)))).toBeCloseTo(0.75, 5);
  });
});
