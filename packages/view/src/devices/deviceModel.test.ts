import { DeviceError } from "@confab/core";
import { createFakeCapture, createFakeLocalMedia } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createOwnMediaModel } from "./ownMediaModel.ts";

function setUp(unavailable?: "insecure-origin") {
  const local = createFakeLocalMedia({ unavailable });
  return { local, media: createOwnMediaModel(local) };
}

describe("createDeviceModel", () => {
  it("[DE1] is on while wanted and possible", () => {
    const { local, media } = setUp();
    expect(media.camera.on$.value).toBe(true);
    media.camera.toggle();
    expect(local.camera.wanted$.value).toBe(false);
    expect(media.camera.on$.value).toBe(false);
    media.camera.toggle();
    local.camera.problem$.value = new DeviceError("busy");
    expect(media.camera.on$.value).toBe(false);
    expect(media.camera.problem$.value?.id).toBe("device.camera.busy");
  });

  it("[DE2] tries again when the switch is off because of a problem", () => {
    const { local, media } = setUp();
    local.microphone.problem$.value = new DeviceError("denied");
    media.microphone.toggle();
    expect(local.microphone.wanted$.value).toBe(true);
    expect(local.microphone.retries).toBe(1);
    media.microphone.problem$.value?.action?.run();
    expect(local.microphone.retries).toBe(2);
  });

  it("[DE2] switches on, rather than retrying, what was switched off before it failed", () => {
    const { local, media } = setUp();
    local.camera.wanted$.value = false;
    local.camera.problem$.value = new DeviceError("busy");
    media.camera.toggle();
    expect(local.camera.wanted$.value).toBe(true);
  });

  it("[DE3] lists devices once and marks the one in use", () => {
    const { local, media } = setUp();
    const device = { kind: "microphone", label: "Headset" } as const;
    local.microphone.devices$.value = [
      { ...device, id: "default" },
      { ...device, id: "communications" },
      { ...device, id: "a" },
      { ...device, id: "b", label: "" },
    ];
    expect(media.microphone.options$.value).toEqual([
      { id: "a", label: "Headset", number: 1 },
      { id: "b", label: "", number: 2 },
    ]);
    local.microphone.deviceId$.value = "b";
    expect(media.microphone.selected$.value).toBe("b");
    local.microphone.capture$.value = createFakeCapture({ kind: "audio", deviceId: "a" });
    expect(media.microphone.selected$.value).toBe("a");
  });

  it("[DE4] is off and says why where nothing can be captured", () => {
    const { media } = setUp("insecure-origin");
    expect(media.camera.on$.value).toBe(false);
    expect(media.microphone.problem$.value?.id).toBe("device.microphone.insecure-origin");
  });

  it("[DE1] shares and stops sharing a screen", () => {
    const { media } = setUp();
    media.screen.toggle();
    expect(media.screen.sharing$.value).toBe(true);
    media.screen.toggle();
    expect(media.screen.sharing$.value).toBe(false);
  });
});
