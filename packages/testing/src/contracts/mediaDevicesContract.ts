import type { Capture, MediaDevicesPort } from "@confab/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ContractTime, until } from "./until.ts";

/** At least one microphone, camera and speaker; access is granted without a question. */
export interface MediaDevicesFixture {
  readonly time: Pick<ContractTime, "clock" | "timeoutMs">;
  readonly port: MediaDevicesPort;
  tearDown(): Promise<void>;
}

export interface MediaDevicesHarness {
  setUp(): Promise<MediaDevicesFixture>;
}

const kinds = ["microphone", "camera"] as const;

/** The contract of `MediaDevicesPort`: rules DV1… in packages/testing/SPEC.md. */
export function describeMediaDevicesPort(name: string, harness: MediaDevicesHarness): void {
  describe(`MediaDevicesPort: ${name}`, () => {
    let fixture: MediaDevicesFixture;
    let port: MediaDevicesPort;
    let captures: Capture[];

    beforeEach(async () => {
      fixture = await harness.setUp();
      ({ port } = fixture);
      captures = [];
    });
    afterEach(async () => {
      for (const capture of captures) capture.stop();
      await fixture.tearDown();
    });

    const capture = async (kind: "microphone" | "camera", deviceId?: string) => {
      const started = await port.capture(kind, deviceId);
      captures.push(started);
      return started;
    };
    const devicesOf = (kind: "microphone" | "camera") =>
      port.devices$.value.filter((device) => device.kind === kind);

    it("[DV1] captures a microphone and a camera", async () => {
      expect(port.unavailable).toBeUndefined();
      const microphone = await capture("microphone");
      const camera = await capture("camera");
      expect(microphone.kind).toBe("audio");
      expect(camera.kind).toBe("video");
      expect(microphone.failure$.value).toBeUndefined();
      expect(camera.failure$.value).toBeUndefined();
    });

    it("[DV2] lists devices with their names after a first capture", async () => {
      for (const kind of kinds) {
        await capture(kind);
        const [device] = await until(fixture.time, `a ${kind} has a name`, () => {
          const named = devicesOf(kind).filter(({ label }) => label !== "");
          return named.length > 0 && named;
        });
        expect(device?.id).not.toBe("");
      }
    });

    it("[DV3] captures the chosen device and says which one runs", async () => {
      for (const kind of kinds) {
        await capture(kind);
        const devices = await until(fixture.time, `a ${kind} is listed`, () => {
          const listed = devicesOf(kind).filter(({ id }) => id !== "");
          return listed.length > 0 && listed;
        });
        const chosen = devices.at(-1)?.id;
        expect((await capture(kind, chosen)).deviceId).toBe(chosen);
      }
    });

    it("[DV4] falls back to the default device when the chosen one is gone", async () => {
      for (const kind of kinds) {
        const started = await capture(kind, "a-device-of-another-day");
        expect(started.failure$.value).toBeUndefined();
      }
    });

    it("[DV5] shows the picture in a sink until it is detached", async () => {
      const camera = await capture("camera");
      const sink: { srcObject: unknown } = { srcObject: null };
      const detach = camera.attach(sink);
      expect(sink.srcObject).not.toBeNull();
      detach();
      expect(sink.srcObject).toBeNull();
    });

    it("[DV6] measures sound between 0 and 1, and none of a picture", async () => {
      const microphone = await capture("microphone");
      const camera = await capture("camera");
      expect(microphone.level$.value).toBeGreaterThanOrEqual(0);
      expect(microphone.level$.value).toBeLessThanOrEqual(1);
      expect(camera.level$.value).toBe(0);
    });

    it("[DV7] does not take a stop for a failure", async () => {
      for (const kind of kinds) {
        const started = await capture(kind);
        started.stop();
        started.stop();
        expect(started.failure$.value).toBeUndefined();
        const again = await capture(kind);
        expect(again.failure$.value).toBeUndefined();
      }
    });
  });
}
