import { createFakeClock, createFakeMediaDevices, createMemoryStore } from "@confab/testing";
import { describe, expect, it } from "vitest";
import type { DeviceFailure } from "../ports/mediaDevices.ts";
import { createScope } from "../reactive/scope.ts";
import { createLocalMedia } from "./createLocalMedia.ts";

function setUp(remembered: Readonly<Record<string, string>> = {}, startOff = false) {
  const clock = createFakeClock();
  const devices = createFakeMediaDevices(clock);
  const preferences = createMemoryStore(remembered);
  const scope = createScope();
  const open = () => createLocalMedia(scope, { devices, preferences, startOff });
  const running = () => devices.running.map(({ deviceId }) => deviceId);
  return { clock, devices, preferences, scope, open, running };
}

const bothOff = { "microphone.wanted": "off", "camera.wanted": "off" };

describe("microphone and camera", () => {
  it("[LM1] are on for a newcomer", async () => {
    const { clock, open, running } = setUp();
    const { microphone, camera } = open();
    expect(microphone.starting$.value).toBe(true);
    expect(microphone.capture$.value).toBeUndefined();
    await clock.settle();
    expect(running()).toEqual(["mic-1", "cam-1"]);
    expect(microphone.capture$.value?.kind).toBe("audio");
    expect(camera.capture$.value?.kind).toBe("video");
    expect(camera.starting$.value).toBe(false);
  });

  it("[LM1] start as they were left", async () => {
    const { clock, open, running } = setUp();
    open().camera.setWanted(false);
    await clock.settle();
    const again = open();
    expect(again.camera.wanted$.value).toBe(false);
    expect(again.microphone.wanted$.value).toBe(true);
    await clock.settle();
    expect(running()).not.toContain("cam-1");
  });

  it("[LM1] stay off when told to, and do not remember that", async () => {
    const { clock, preferences, open, devices } = setUp({}, true);
    open();
    await clock.settle();
    expect(devices.startedCount).toBe(0);
    expect(preferences.get("camera.wanted")).toBeUndefined();
  });

  it("[LM2] use the device that was chosen, also next time", async () => {
    const { clock, open, running, preferences } = setUp();
    const { camera } = open();
    await clock.settle();
    camera.selectDevice("cam-2");
    expect(camera.deviceId$.value).toBe("cam-2");
    await clock.settle();
    expect(running()).toEqual(["mic-1", "cam-2"]);
    expect(camera.capture$.value?.deviceId).toBe("cam-2");
    expect(preferences.get("camera.device")).toBe("cam-2");
  });

  it("[LM2] do without a device that is gone", async () => {
    const { clock, open, running } = setUp({ "camera.device": "cam-9" });
    const { camera } = open();
    await clock.settle();
    expect(running()).toContain("cam-1");
    expect(camera.problem$.value).toBeUndefined();
  });

  it("[LM3] end as the last of many wishes says", async () => {
    const { clock, devices, open } = setUp(bothOff);
    devices.faults.latencyMs = 300;
    const { camera } = open();
    for (const wanted of [true, false, true, false, true]) {
      camera.setWanted(wanted);
      await clock.advance(100);
    }
    await clock.advance(1000);
    expect(devices.running).toHaveLength(1);
    expect(camera.capture$.value).toBe(devices.running[0]);
  });

  it("[LM3] stop a camera that opens too late", async () => {
    const { clock, devices, open } = setUp(bothOff);
    devices.faults.latencyMs = 300;
    const { camera } = open();
    camera.setWanted(true);
    await clock.advance(100);
    camera.setWanted(false);
    expect(camera.starting$.value).toBe(false);
    await clock.advance(1000);
    expect(devices.startedCount).toBe(1);
    expect(devices.running).toHaveLength(0);
    expect(camera.capture$.value).toBeUndefined();
  });

  it("[LM3] open the device chosen last", async () => {
    const { clock, devices, open, running } = setUp({ "microphone.wanted": "off" });
    devices.faults.latencyMs = 300;
    const { camera } = open();
    await clock.advance(100);
    camera.selectDevice("cam-2");
    await clock.advance(100);
    camera.selectDevice("cam-1");
    camera.selectDevice("cam-2");
    await clock.advance(1000);
    expect(running()).toEqual(["cam-2"]);
  });

  it("[LM4] put the camera's light out", async () => {
    const { clock, open, running } = setUp();
    const { camera } = open();
    await clock.settle();
    camera.setWanted(false);
    expect(running()).toEqual(["mic-1"]);
    expect(camera.capture$.value).toBeUndefined();
  });

  it("[LM5] unmute the microphone without opening it again", async () => {
    const { clock, devices, open } = setUp({ "camera.wanted": "off" });
    const { microphone } = open();
    await clock.settle();
    const before = microphone.capture$.value;
    microphone.setWanted(false);
    expect(microphone.capture$.value).toBeUndefined();
    expect(devices.running).toHaveLength(1);
    microphone.setWanted(true);
    expect(microphone.capture$.value).toBe(before);
    expect(devices.startedCount).toBe(1);
  });

  it("[LM5] release a muted microphone when another one is chosen", async () => {
    const { clock, open, running } = setUp({ "camera.wanted": "off" });
    const { microphone } = open();
    await clock.settle();
    microphone.setWanted(false);
    microphone.selectDevice("mic-2");
    expect(running()).toEqual([]);
    microphone.setWanted(true);
    await clock.settle();
    expect(running()).toEqual(["mic-2"]);
  });

  it("[LM6] change devices without a gap", async () => {
    const { clock, devices, open } = setUp();
    const { camera } = open();
    await clock.settle();
    const seen: (string | undefined)[] = [];
    camera.capture$.subscribe((capture) => seen.push(capture?.deviceId));
    devices.faults.latencyMs = 300;
    camera.selectDevice("cam-2");
    await clock.advance(300);
    expect(seen).toEqual(["cam-1", "cam-2"]);
  });

  it("[LM6] let the old device go first when the system wants that", async () => {
    const { clock, devices, open, running } = setUp();
    const { camera } = open();
    await clock.settle();
    devices.faults.refuse = (kind) =>
      kind === "camera" && running().includes("cam-1") ? "busy" : undefined;
    camera.selectDevice("cam-2");
    await clock.settle();
    expect(camera.problem$.value).toBeUndefined();
    expect(camera.capture$.value?.deviceId).toBe("cam-2");
  });

  it("[LM7] fall back when a device is pulled", async () => {
    const { clock, devices, open } = setUp({ "camera.device": "cam-2" });
    const { camera } = open();
    await clock.settle();
    devices.unplug("cam-2");
    expect(camera.capture$.value).toBeUndefined();
    await clock.settle();
    expect(camera.capture$.value?.deviceId).toBe("cam-1");
    expect(camera.problem$.value).toBeUndefined();
  });

  it("[LM7] say so when none is left, and recover when one comes", async () => {
    const { clock, devices, open } = setUp();
    const { camera } = open();
    await clock.settle();
    devices.unplug("cam-2");
    devices.unplug("cam-1");
    await clock.settle();
    expect(camera.problem$.value).toMatchObject({ code: "DEVICE", failure: "unplugged" });
    devices.plug({ id: "cam-3", kind: "camera", label: "New camera" });
    await clock.settle();
    expect(camera.capture$.value?.deviceId).toBe("cam-3");
    expect(camera.problem$.value).toBeUndefined();
  });

  it("[LM8] stay off when access is refused, until it is tried again", async () => {
    const { clock, devices, open } = setUp();
    let failure: DeviceFailure | undefined = "denied";
    devices.faults.refuse = () => failure;
    const { camera } = open();
    await clock.settle();
    expect(camera.problem$.value).toMatchObject({ code: "DEVICE", failure: "denied" });
    expect(camera.wanted$.value).toBe(true);
    expect(camera.starting$.value).toBe(false);
    failure = undefined;
    devices.plug({ id: "cam-3", kind: "camera", label: "New camera" });
    await clock.settle();
    expect(camera.capture$.value).toBeUndefined();
    camera.retry();
    await clock.settle();
    expect(camera.problem$.value).toBeUndefined();
    expect(camera.capture$.value).toBeDefined();
  });

  it("[LM8] tell that access was taken back", async () => {
    const { clock, devices, open } = setUp({ "camera.wanted": "off" });
    const { microphone } = open();
    await clock.settle();
    devices.running[0]?.fail("denied");
    await clock.settle();
    expect(microphone.capture$.value).toBeUndefined();
    expect(microphone.problem$.value).toMatchObject({ failure: "denied" });
  });

  it("[LM10] stop with the scope, what is opening included", async () => {
    const { clock, devices, open, scope } = setUp();
    devices.faults.latencyMs = 300;
    open();
    await clock.advance(100);
    scope.end();
    await clock.advance(1000);
    expect(devices.startedCount).toBe(2);
    expect(devices.running).toHaveLength(0);
  });
});

describe("screen", () => {
  it("[LM9] is shared with its sound, and stops with it", async () => {
    const { devices, open } = setUp(bothOff);
    devices.screenHasAudio = true;
    const { screen } = open();
    await screen.start();
    expect(screen.capture$.value?.kind).toBe("video");
    expect(screen.audioCapture$.value?.kind).toBe("audio");
    screen.stop();
    expect(screen.capture$.value).toBeUndefined();
    expect(screen.audioCapture$.value).toBeUndefined();
    expect(devices.running).toHaveLength(0);
  });

  it("[LM9] ends when the browser ends it", async () => {
    const { devices, open } = setUp(bothOff);
    devices.screenHasAudio = true;
    const { screen } = open();
    await screen.start();
    devices.running[0]?.fail("dismissed");
    expect(screen.capture$.value).toBeUndefined();
    expect(devices.running).toHaveLength(0);
    expect(screen.problem$.value).toBeUndefined();
    await screen.start();
    expect(screen.capture$.value).toBeDefined();
  });

  it("[LM9] takes a closed picker for an answer, and a refusal for a problem", async () => {
    const { devices, open } = setUp(bothOff);
    const { screen } = open();
    devices.faults.refuse = () => "dismissed";
    await screen.start();
    expect(screen.problem$.value).toBeUndefined();
    expect(screen.starting$.value).toBe(false);
    devices.faults.refuse = () => "denied";
    await screen.start();
    expect(screen.problem$.value).toMatchObject({ failure: "denied" });
  });

  it("[LM9] does not begin when it was stopped in the picker", async () => {
    const { clock, devices, open } = setUp(bothOff);
    devices.faults.latencyMs = 300;
    const { screen } = open();
    const starting = screen.start();
    screen.stop();
    await clock.advance(300);
    await starting;
    expect(screen.capture$.value).toBeUndefined();
    expect(devices.running).toHaveLength(0);
  });

  it("[LM10] stops with the scope", async () => {
    const { clock, devices, open, scope } = setUp(bothOff);
    devices.faults.latencyMs = 300;
    const starting = open().screen.start();
    scope.end();
    await clock.advance(300);
    await starting;
    expect(devices.running).toHaveLength(0);
  });
});

describe("speaker", () => {
  it("[LM2] is remembered", () => {
    const { open, preferences } = setUp(bothOff);
    const { speaker } = open();
    expect(speaker.available).toBe(true);
    expect(speaker.devices$.value.map(({ id }) => id)).toEqual(["speaker-1", "speaker-2"]);
    speaker.selectDevice("speaker-2");
    expect(speaker.deviceId$.value).toBe("speaker-2");
    expect(preferences.get("speaker.device")).toBe("speaker-2");
  });
});
