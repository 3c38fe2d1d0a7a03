import { createScope } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createLivekitSfu } from "./livekitSfu.ts";

const grant = { url: "ws://127.0.0.1:9", jwt: "header.payload.signature" };

describe("LiveKit SFU", () => {
  it("[LC1] is unreachable while its code cannot be loaded, and loads it again", async () => {
    let loads = 0;
    const sfu = createLivekitSfu(async () => {
      loads += 1;
      throw new TypeError("Failed to fetch dynamically imported module");
    });
    for (const attempt of [1, 2]) {
      await expect(sfu.connect(createScope(), grant)).rejects.toMatchObject({
        reason: "unreachable",
      });
      expect(loads).toBe(attempt);
    }
  });

  it("[LC2] never fails to prepare", async () => {
    let loads = 0;
    const sfu = createLivekitSfu(async () => {
      loads += 1;
      throw new TypeError("Failed to fetch dynamically imported module");
    });
    await expect(sfu.prepare(grant)).resolves.toBeUndefined();
    expect(loads).toBe(1);
  });
});
