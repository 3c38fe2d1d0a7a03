import type { MediaDevicesPort } from "@confab/core";
import { describe, expect, it } from "vitest";

export interface ScreenHarness {
  setUp(): Promise<{
    readonly port: MediaDevicesPort;
    /** Calls `captureScreen` as a person would: in a click, and with an answer to the picker. */
    share(): ReturnType<MediaDevicesPort["captureScreen"]>;
    tearDown(): Promise<void>;
  }>;
}

/** The screen's part of the `MediaDevicesPort` contract: rule DV8 in packages/testing/SPEC.md. */
export function describeScreenCapture(name: string, harness: ScreenHarness): void {
  describe(`MediaDevicesPort, screen: ${name}`, () => {
    it("[DV8] captures a screen", async () => {
      const fixture = await harness.setUp();
      expect(fixture.port.canShareScreen).toBe(true);
      const { video, audio } = await fixture.share();
      expect(video.kind).toBe("video");
      expect(video.deviceId).toBeUndefined();
      expect(video.failure$.value).toBeUndefined();
      video.stop();
      audio?.stop();
      expect(video.failure$.value).toBeUndefined();
      await fixture.tearDown();
    });
  });
}
