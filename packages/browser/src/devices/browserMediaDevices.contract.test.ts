import { createScope } from "@confab/core";
import { describeMediaDevicesPort, describeScreenCapture, until } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createBrowserClock } from "../browserClock.ts";
import { createBrowserMediaDevices } from "./browserMediaDevices.ts";

const time = { clock: createBrowserClock(), timeoutMs: 10_000 };

describeMediaDevicesPort("browser", {
  async setUp() {
    const scope = createScope();
    return {
      time,
      port: createBrowserMediaDevices(scope),
      tearDown: async () => scope.end(),
    };
  },
});

describeScreenCapture("browser", {
  async setUp() {
    const scope = createScope();
    const port = createBrowserMediaDevices(scope);
    // The browser of this run answers the picker by itself and asks for no click.
    return { port, share: () => port.captureScreen(), tearDown: async () => scope.end() };
  },
});

describe("browser media devices", () => {
  it("[BD7] hears the fake microphone's beep while somebody watches", async () => {
    const scope = createScope();
    const microphone = await createBrowserMediaDevices(scope).capture("microphone", undefined);
    const loud = await until(time, "the level rises", () => microphone.level$.value > 0.1);
    expect(loud).toBe(true);
    scope.end();
  });

  it("[BD5] stops captures that still run when its scope ends", async () => {
    const scope = createScope();
    const camera = await createBrowserMediaDevices(scope).capture("camera", undefined);
    const track = camera.track;
    expect(track).toBeInstanceOf(MediaStreamTrack);
    scope.end();
    expect(track instanceof MediaStreamTrack && track.readyState).toBe("ended");
  });

  it("[BD6] lists real devices only", async () => {
    const scope = createScope();
    const devices = createBrowserMediaDevices(scope);
    const microphone = await devices.capture("microphone", undefined);
    await until(time, "devices have names", () =>
      devices.devices$.value.some(({ label }) => label !== ""),
    );
    expect(devices.devices$.value.map(({ id }) => id)).not.toContain("default");
    microphone.stop();
    scope.end();
  });
});
